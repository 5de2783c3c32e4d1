// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringlane.plan.trial.Transient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The trials of a study in one DuckDB file, which users can query and from which a study that was stopped goes on. Any
 * thread; calls wait for each other.
 */
public final class StudyStore implements AutoCloseable {
    private static final String TRIALS = """
        CREATE TABLE IF NOT EXISTS trials (
          scenario VARCHAR, load DOUBLE, packets BIGINT, repeat INTEGER, rate DOUBLE, loss DOUBLE,
          clear_bits DOUBLE, wire_bits DOUBLE, mean_ns DOUBLE, p50_ns DOUBLE, p99_ns DOUBLE, p999_ns DOUBLE,
          events BIGINT, run VARCHAR, PRIMARY KEY (scenario, load, packets, repeat))\
        """;
    private static final String INSERT =
            "INSERT OR REPLACE INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String FIND =
            "SELECT run FROM trials WHERE scenario = ? AND load = ? AND packets = ? AND repeat = ?";

    private final Connection connection;
    private final ObjectMapper mapper = new ObjectMapper();

    private StudyStore(Connection connection) {
        this.connection = connection;
    }

    /** Keeps nothing. */
    public static StudyStore none() {
        return new StudyStore(null);
    }

    /** Opens a study's file, or begins one. */
    public static StudyStore open(Path file) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute(TRIALS);
            }
            return new StudyStore(connection);
        } catch (SQLException wrong) {
            throw new IllegalArgumentException(
                    file + ": cannot be used as a study's database: " + oneLine(wrong.getMessage()), wrong);
        }
    }

    private static String oneLine(String message) {
        return message == null ? "unknown error" : message.strip().split("\\R", 2)[0];
    }

    /** The result of a trial that was run before, null without one. */
    public synchronized Run find(Point point) {
        if (connection == null) {
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, point.scenario().hash());
            statement.setDouble(2, point.load());
            statement.setLong(3, point.packets());
            statement.setInt(4, point.repeat());
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? mapper.readValue(found.getString(1), Run.class) : null;
            }
        } catch (SQLException | JsonProcessingException wrong) {
            throw new IllegalStateException("the study's database cannot be read: " + wrong.getMessage(), wrong);
        }
    }

    /** A bench that asks this study first, and tells it of each trial. */
    public Bench around(Bench bench) {
        return new Bench() {
            @Override
            public Run run(Point point) {
                Run run = find(point);
                if (run == null) {
                    run = bench.run(point);
                    add(point, run);
                }
                return run;
            }

            @Override
            public Transient rehearse(Rehearsal rehearsal) {
                return bench.rehearse(rehearsal);
            }
        };
    }

    /** Keeps the result of a trial. */
    public synchronized void add(Point point, Run run) {
        if (connection == null) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, point.scenario().hash());
            statement.setDouble(2, point.load());
            statement.setLong(3, point.packets());
            statement.setInt(4, point.repeat());
            statement.setDouble(5, run.rate());
            statement.setDouble(6, run.lossRatio());
            statement.setDouble(7, run.clearBits());
            statement.setDouble(8, run.wireBits());
            statement.setDouble(9, run.latency().mean());
            statement.setDouble(10, run.latency().percentile(50));
            statement.setDouble(11, run.latency().percentile(99));
            statement.setDouble(12, run.latency().percentile(99.9));
            statement.setLong(13, run.events());
            statement.setString(14, mapper.writeValueAsString(run));
            statement.executeUpdate();
        } catch (SQLException | JsonProcessingException wrong) {
            throw new IllegalStateException("the study's database cannot be written: " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Writes a table in place of the one of that name.
     *
     * @param rows cells are text, {@link Double} or {@link Long}; those of a column may differ.
     */
    public synchronized void table(String name, List<String> columns, List<List<Object>> rows) {
        if (connection == null) {
            return;
        }
        List<String> kinds = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            int at = column;
            boolean numbers = rows.stream().allMatch(row -> row.get(at) instanceof Number);
            kinds.add(quoted(columns.get(column)) + (numbers ? " DOUBLE" : " VARCHAR"));
        }
        String places = String.join(", ", Collections.nCopies(columns.size(), "?"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE TABLE " + quoted(name) + " (" + String.join(", ", kinds) + ")");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + quoted(name) + " VALUES (" + places + ")")) {
                for (List<Object> row : rows) {
                    fill(insert, row, kinds);
                    insert.executeUpdate();
                }
            }
        } catch (SQLException wrong) {
            throw new IllegalStateException("the study's database cannot be written: " + wrong.getMessage(), wrong);
        }
    }

    private static void fill(PreparedStatement insert, List<Object> row, List<String> kinds) throws SQLException {
        for (int column = 0; column < row.size(); column++) {
            Object cell = row.get(column);
            if (kinds.get(column).endsWith("DOUBLE")) {
                insert.setDouble(column + 1, ((Number) cell).doubleValue());
            } else {
                insert.setString(column + 1, cell.toString());
            }
        }
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public synchronized void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException wrong) {
            throw new IllegalStateException("the study's database cannot be closed: " + wrong.getMessage(), wrong);
        }
    }
}
