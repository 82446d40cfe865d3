// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import picocli.CommandLine.Option;

/** The options {@code --split} and {@code --first} for the run's own data. */
class ExampleOptions {

    enum Split {
        TRAIN,
        VALIDATION,
        TEST;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description =
                    "Part of the data: train, validation or test (default: ${DEFAULT-VALUE}).")
    private Split split = Split.TEST;

    /**
     * Returns the chosen examples.
     *
     * @throws UserError if there are none, or an option is out of range
     */
    Examples of(PreparedData data) {
        return part(data, split);
    }

    /**
     * Returns a part of the data.
     *
     * @throws UserError if there is none
     */
    static Examples part(PreparedData data, Split split) {
        return switch (split) {
            case TEST -> data.test();
            case VALIDATION ->
                    data.validation()
                            .orElseThrow(
                                    () ->
                                            new UserError(
                                                    "--split validation: this run held out no"
                                                            + " validation examples"));
            case TRAIN -> data.trainingView();
        };
    }

    static final class First extends ExampleOptions {

        @Option(
                names = "--first",
                paramLabel = "N",
                description = "Use only the first N examples (default: ${DEFAULT-VALUE}).")
        int count;

        First(int count) {
            this.count = count;
        }

        @Override
        Examples of(PreparedData data) {
            return first(super.of(data), count);
        }
    }

    private static Examples first(Examples all, int count) {
        ModelCommand.requireAtLeast(1, "--first", count);
        return all.first(count);
    }
}
