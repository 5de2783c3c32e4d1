// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.ringlane.bench.calibrate.CalibrateMain;
import io.ringlane.bench.calibrate.PredictMain;
import io.ringlane.bench.latency.LatencyMain;
import io.ringlane.bench.rounds.RoundsMain;
import io.ringlane.cli.Main;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Help texts are formats: a lone per cent sign is told as a warning to everybody who asks for help. */
final class HelpTextTest {
    @Test
    void shouldBeAFormatWhenHelpIsShown() {
        Stream.of(
                        new Main(),
                        new BenchMain(),
                        new CalibrateMain(),
                        new PredictMain(),
                        new RoundsMain(),
                        new LatencyMain())
                .forEach(main -> check(new CommandLine(main)));
    }

    private static void check(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<String> texts = new ArrayList<>();
        Object user = spec.userObject();
        Command words =
                (user instanceof AnnotatedElement method ? method : user.getClass()).getAnnotation(Command.class);
        texts.addAll(List.of(words.description()));
        texts.addAll(List.of(words.footer()));
        for (ArgSpec one : spec.args()) {
            // the specification has them formatted already
            if (one.userObject() instanceof AnnotatedElement field && field.isAnnotationPresent(Option.class)) {
                texts.addAll(List.of(field.getAnnotation(Option.class).description()));
            }
        }
        texts.forEach(text -> assertThatCode(() -> String.format(text))
                .as(spec.qualifiedName() + ": " + text)
                .doesNotThrowAnyException());
        command.getSubcommands().values().forEach(HelpTextTest::check);
    }
}
