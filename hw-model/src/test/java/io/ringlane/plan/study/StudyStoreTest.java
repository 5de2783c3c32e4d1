// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.plan.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials that are kept, and the pool that asks for them. */
final class StudyStoreTest {
    private static final Scenario SCENARIO = Scenario.parse("""
        device: connectx-7-gen4
        traffic: {mix: 64, arrivals: poisson, sas: 1}
        """, "s.yaml");

    @TempDir
    private Path folder;

    private static Run run(Point point) {
        return new Run(
                1,
                point.packets(),
                point.repeat(),
                point.packets() - point.repeat(),
                1e9,
                2e9,
                0,
                0,
                new Latency(9, 5.5, Map.of(50.0, 5.0, 99.9, 7.0), ""),
                Latency.NONE,
                List.of(new Run.StageUse("wire", 1, 0.5, 2, Double.NaN, 0, 1e-6)),
                List.of(new Run.Wait("lanes", "wire", 0.25)),
                -7,
                99);
    }

    @Test
    void shouldFindWhatWasKeptWhenFileIsOpenedAgain() {
        Point point = new Point(SCENARIO, 1.25e6, 1000, 3);
        try (StudyStore store = StudyStore.open(folder.resolve("s.duckdb"))) {
            assertThat(store.find(point)).isNull();
            store.add(point, run(point));
        }
        try (StudyStore store = StudyStore.open(folder.resolve("s.duckdb"))) {
            assertThat(store.find(point)).isEqualTo(run(point));
            assertThat(store.find(new Point(SCENARIO, 1.25e6, 1000, 4))).isNull();
            assertThat(store.find(new Point(SCENARIO, 1.25e6, 1001, 3))).isNull();
            assertThat(store.find(new Point(SCENARIO.with("seed", "2", "x"), 1.25e6, 1000, 3)))
                    .isNull();
        }
    }

    @Test
    void shouldAnswerQueriesOfUsersWhenTablesWereWritten() throws SQLException {
        Path file = folder.resolve("s.duckdb");
        try (StudyStore store = StudyStore.open(file)) {
            Point point = new Point(SCENARIO, 1e6, 1000, 0);
            store.add(point, run(point));
            List<List<Object>> rows = List.of(List.of("a", 1.5, 2L), List.of("b", 2.5, 3L));
            store.table("sweep-1", List.of("name", "Mpps", "n"), rows);
            store.table("sweep-1", List.of("name", "Mpps", "n"), rows);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement();
                ResultSet sum = statement.executeQuery(
                        "SELECT sum(\"Mpps\"), max(name), (SELECT count(*) FROM trials) FROM \"sweep-1\"")) {
            assertThat(sum.next()).isTrue();
            assertThat(sum.getDouble(1)).isEqualTo(4);
            assertThat(sum.getString(2)).isEqualTo("b");
            assertThat(sum.getLong(3)).isEqualTo(1);
        }
    }

    @Test
    void shouldSayWhichFileWhenItIsNoDatabase() throws IOException {
        Path file = folder.resolve("s.duckdb");
        Files.writeString(file, "not a database ".repeat(1000));

        assertThatThrownBy(() -> StudyStore.open(file))
                .hasMessageContaining("s.duckdb")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void shouldRunEachTrialOnceWhenAskedAgainOrResumed() {
        AtomicInteger runs = new AtomicInteger();
        Bench bench = new RunBench(point -> {
            runs.incrementAndGet();
            return run(point);
        });
        for (int session = 0; session < 2; session++) {
            try (StudyStore store = StudyStore.open(folder.resolve("s.duckdb"));
                    TrialPool pool = new TrialPool(bench, 2, store, (point, run, packets) -> {})) {
                for (int repeat = 0; repeat < 10; repeat++) {
                    Point point = new Point(SCENARIO, 1e6, 1000, repeat % 5);
                    pool.prepare(point);
                    assertThat(pool.run(point)).isEqualTo(run(point));
                }
                assertThat(pool.packets()).isEqualTo(5000);
                assertThat(pool.trials()).isEqualTo(5);
            }
        }
        assertThat(runs).hasValue(5);
    }

    @Test
    void shouldRunAsManyTrialsAtATimeAsThereAreThreads() {
        int threads = 4;
        // each trial ends only when as many have begun
        CyclicBarrier all = new CyclicBarrier(threads);
        Bench bench = new RunBench(point -> {
            try {
                all.await(1, TimeUnit.MINUTES);
            } catch (Exception broken) {
                throw new IllegalStateException("trials ran one after the other", broken);
            }
            return run(point);
        });
        List<Point> points = IntStream.range(0, 5 * threads)
                .mapToObj(repeat -> new Point(SCENARIO, 1e6, 1000, repeat))
                .toList();
        try (TrialPool pool = new TrialPool(bench, threads, StudyStore.none(), (point, run, packets) -> {})) {
            assertThat(pool.run(points))
                    .isEqualTo(points.stream().map(StudyStoreTest::run).toList());
        }
    }

    @Test
    void shouldHandOnWhatWentWrongWhenATrialFails() {
        Bench bench = new RunBench(point -> {
            throw new IllegalStateException("no such thing");
        });
        try (TrialPool pool = new TrialPool(bench, 1, StudyStore.none(), (point, run, packets) -> {})) {
            assertThatThrownBy(() -> pool.run(new Point(SCENARIO, 1, 1, 0))).hasMessage("no such thing");
        }
    }
}
