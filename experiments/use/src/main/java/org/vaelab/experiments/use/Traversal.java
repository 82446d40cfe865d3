// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.decoding.DecodingText;

/** Examples of which one latent unit at a time is varied, and decoded. */
public final class Traversal {

    /**
     * A unit that was traversed.
     *
     * @param name of the unit
     * @param kl how active it is in nats; NaN where that is not known
     */
    public record Traversed(String name, double kl) {}

    private final Supplier<Generator> generator;
    private final Examples examples;
    private final LatentWalks.UnitChoice units;
    private final OutputValues output;

    Traversal(
            Supplier<Generator> generator,
            Examples examples,
            LatentWalks.UnitChoice units,
            OutputValues output) {
        this.generator = generator;
        this.examples = examples;
        this.units = units;
        this.output = output;
    }

    /** Returns this traversal with texts that a rule chooses, as {@link Generated#decoding}. */
    public Traversal decoding(String rule) {
        return new Traversal(
                generator, examples, units, OutputValues.decodedBy(DecodingText.read(rule)));
    }

    /**
     * Writes a row for each unit of each example: images to a {@code .png} file, values or texts to
     * a table.
     *
     * @return the units, in the order of the rows
     * @throws IllegalArgumentException if there is no such unit, its space has no traversal, or the
     *     examples do not fit the format
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public List<Traversed> to(Path file) throws IOException {
        return generator.get().walks(output).traverse(examples, units, file);
    }
}
