// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.settings.Counts;

/**
 * The evidence lower bound of each example, by 10 draws or more, and log p(x) by importance
 * weighting, in nats. Densities are those of the user's units. Draws are keyed by the values and
 * the condition of an example, so equal examples have equal scores, in whatever call. They are
 * computed once, when they are asked for, and the model must be open then.
 */
public final class Scores {

    private final BiFunction<Examples, OptionalInt, DatumScores> model;
    private final Examples examples;
    private final OptionalInt samples;
    private final Optional<LeftOut> leftOut;
    private @Nullable DatumScores computed;

    Scores(
            BiFunction<Examples, OptionalInt, DatumScores> model,
            Examples examples,
            OptionalInt samples,
            Optional<LeftOut> leftOut) {
        this.model = model;
        this.examples = examples;
        this.samples = samples;
        this.leftOut = leftOut;
    }

    /**
     * Returns these scores with an estimate of log p(x).
     *
     * @param count K, the number of draws
     */
    public Scores samples(int count) {
        Counts.atLeastOne("samples", count);
        return with(OptionalInt.of(count));
    }

    Scores with(OptionalInt others) {
        return others.equals(samples) ? this : new Scores(model, examples, others, leftOut);
    }

    /** Returns these scores with a mark in a file on examples of classes left out of training. */
    public Scores marking(LeftOut classes) {
        return new Scores(model, examples, samples, Optional.of(classes));
    }

    /**
     * Returns the scores.
     *
     * @throws IllegalArgumentException if log p(x) is asked for and the posterior is a point mass,
     *     which has no weights
     */
    public DatumScores values() {
        DatumScores known = computed;
        if (known == null) {
            known = model.apply(examples, samples);
            computed = known;
        }
        return known;
    }

    /** Returns the evidence lower bound of each example, in nats. */
    public double[] elbo() {
        return values().perDatum().elbo();
    }

    /**
     * Returns log p(x) of each example, in nats.
     *
     * @throws IllegalStateException if it is not estimated, by {@link #samples}
     * @throws IllegalArgumentException as {@link #values} throws it
     */
    public double[] logLikelihood() {
        if (samples.isEmpty()) {
            throw new IllegalStateException("log p(x) is not estimated: samples(K) does it");
        }
        return values().perDatum().logLikelihood();
    }

    Examples examples() {
        return examples;
    }

    /**
     * Writes a row for each example. The columns are what the example is called, its labels, {@code
     * leftOut} if classes are marked, and {@code elbo}, {@code reconstruction} and {@code kl}; with
     * log p(x) also {@code logLikelihood} and its diagnostics.
     *
     * @throws IllegalArgumentException as {@link #values} throws it
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public void to(Path file) throws IOException {
        to(file, List.of(), List.of());
    }

    /**
     * Writes a row for each example, with further columns.
     *
     * @param cells of these, row by row
     */
    void to(Path file, List<Field> added, List<List<Object>> cells) throws IOException {
        new ScoreTable(examples, values(), leftOut, added, cells).write(file);
    }
}
