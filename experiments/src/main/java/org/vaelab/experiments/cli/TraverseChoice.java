// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.LatentWalks.UnitChoice;
import picocli.CommandLine.Option;

/** The options that say which units are led, from where, and by how many steps. */
final class TraverseChoice extends ExampleChoice {

    @Option(
            names = "--units",
            paramLabel = "UNIT",
            split = ",",
            description =
                    "The units, in the order of the rows: z0,z3, or normal.z0 of several variables. By"
                            + " default all, of each variable the one with the largest KL first.")
    List<String> units = new ArrayList<>();

    @Option(
            names = "--steps",
            paramLabel = "K",
            description =
                    "How many values a unit takes; default 11. One of categories takes each of them.")
    int steps = 11;

    @Option(
            names = "--prior",
            description = "Start from draws of the prior instead of examples: --first of them.")
    boolean prior;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of these draws; default 0.")
    long seed;

    @Option(
            names = "--condition",
            paramLabel = "VALUE",
            description =
                    "What a conditional model is given beside draws of the prior, as sample has it; an"
                            + " example is led with what is given of it.")
    List<String> condition = new ArrayList<>();

    /**
     * Returns which units are traversed.
     *
     * @throws UsageException if the options contradict one another
     */
    UnitChoice choice() {
        if (steps < 2) {
            throw new UsageException("--steps must be at least 2, is " + steps);
        }
        if (!prior && !condition.isEmpty()) {
            throw new UsageException(
                    "--condition is given beside draws of the prior: say --prior too, or leave it out");
        }
        return new UnitChoice(units, steps);
    }
}
