// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import org.vaelab.framework.data.Examples;
import picocli.CommandLine.Option;

/** The options that say between which examples, and by how many steps. */
final class InterpolateChoice extends SplitChoice {

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description =
                    "How many pairs of examples: the first and the second, the third and the fourth,"
                            + " ...; default 5.")
    int pairs = 5;

    @Option(
            names = "--steps",
            paramLabel = "K",
            description =
                    "How many images between the two, the reconstructions of both among them; default"
                            + " 10.")
    int steps = 10;

    /**
     * Returns the examples of all pairs.
     *
     * @throws UsageException if there are not as many, or the options are out of range
     */
    Examples of(Examples all) {
        if (pairs < 1) {
            throw new UsageException("--pairs must be at least 1, is " + pairs);
        }
        if (steps < 2) {
            throw new UsageException("--steps must be at least 2, is " + steps);
        }
        if (pairs > all.size() / 2) {
            throw new UsageException(
                    "--pairs is "
                            + pairs
                            + ", and there are "
                            + all.size() / 2
                            + " pairs of "
                            + all.size()
                            + " examples");
        }
        return all.first(2 * pairs);
    }
}
