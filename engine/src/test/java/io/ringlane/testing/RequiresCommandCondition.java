// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Carries out {@link RequiresCommand}; stateless. */
final class RequiresCommandCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        RequiresCommand required = AnnotationSupport.findAnnotation(context.getElement(), RequiresCommand.class)
                .orElse(null);
        if (required == null) {
            return ConditionEvaluationResult.enabled("needs no command");
        }
        ConditionEvaluationResult result = evaluate(name(context), required.value(), System.getenv("PATH"));
        if (result.isDisabled()) {
            System.err.println("Skipped: " + result.getReason().orElseThrow());
        }
        return result;
    }

    static ConditionEvaluationResult evaluate(String test, String[] commands, String path) {
        for (String command : commands) {
            if (!isOnPath(command, path)) {
                return ConditionEvaluationResult.disabled(test + " needs " + command + ", which is not on the PATH");
            }
        }
        return ConditionEvaluationResult.enabled("all commands are there");
    }

    static boolean isOnPath(String command, String path) {
        if (path == null) {
            return false;
        }
        for (String folder : path.split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, command))) {
                return true;
            }
        }
        return false;
    }

    private static String name(ExtensionContext context) {
        String type = context.getRequiredTestClass().getSimpleName();
        return context.getTestMethod()
                .map(method -> type + "." + method.getName())
                .orElse(type);
    }
}
