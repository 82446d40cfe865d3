// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.settings.Counts;

/**
 * The posterior q(z given x) of n examples: its location, its parameters and draws from it, as
 * arrays or in a file. They are computed when they are asked for, and the model must be open then.
 *
 * <pre>{@code
 * Codes q = model.encode(values).withDraws(RandomKey.of(1), 100);
 * double[][] location = q.location(); // [n, columns]
 * double[][] back = model.decode(location).rows(); // [n, D]
 * double z = q.draws().get(99)[0][1]; // draw 99 of row 0, column 1
 * }</pre>
 *
 * <p>Codes have the units of the latent space. After the model is closed, each method throws an
 * IllegalStateException.
 */
public final class Codes {

    private final Supplier<Generator> generator;
    private final Examples examples;
    private final CodeTable.Content content;
    private final RandomKey key;
    private CodeTable.@Nullable Numbers computed;

    private Codes(
            Supplier<Generator> generator,
            Examples examples,
            CodeTable.Content content,
            RandomKey key) {
        this.generator = generator;
        this.examples = examples;
        this.content = content;
        this.key = key;
    }

    static Codes of(Supplier<Generator> generator, Examples examples) {
        return new Codes(generator, examples, CodeTable.Content.LOCATION, RandomKey.of(0));
    }

    /**
     * Returns these codes with draws from q. The draws of an example depend on the key, on its
     * content, and on how many equal ones come before it.
     *
     * @param count K, the draws of each example, at least 1
     */
    public Codes withDraws(RandomKey other, int count) {
        Objects.requireNonNull(other, "key must not be null");
        Counts.atLeastOne("draws", count);
        return new Codes(
                generator, examples, new CodeTable.Content(count, content.withParameters()), other);
    }

    /** Returns these codes with the parameters of q in a file, beside location or draws. */
    public Codes withParameters() {
        return new Codes(generator, examples, new CodeTable.Content(content.draws(), true), key);
    }

    private CodeTable.Numbers numbers(CodeTable.Content asked) {
        Generator of = generator.get();
        return CodeTable.of(of.model(), asked).codes(examples, asked, key);
    }

    /**
     * Returns the location of q, [n, columns]. A categorical variable has the probabilities of its
     * categories.
     */
    public double[][] location() {
        CodeTable.Numbers known = computed;
        return ExampleValues.doubles(
                (known == null ? numbers(CodeTable.Content.LOCATION) : known).location());
    }

    /**
     * Returns what the columns of {@link #location} are: their names and geometry, by latent
     * variable or factor, in order.
     */
    public List<CodePart> parts() {
        return CodeTable.of(generator.get().model()).parts();
    }

    /**
     * Returns the parameters of q by the names of its family, [n, numbers] each. They are what {@link
     * org.vaelab.framework.posterior.Posterior#numbers} of a posterior returns; empty if it returns
     * none.
     */
    public Map<String, double[][]> parameters() {
        CodeTable.Numbers known = computed;
        if (known == null) {
            known = numbers(new CodeTable.Content(0, true));
            computed = known;
        }
        Map<String, double[][]> exact = new LinkedHashMap<>();
        known.parameters().forEach((name, of) -> exact.put(name, ExampleValues.doubles(of)));
        return exact;
    }

    /**
     * Returns the standard deviations of a Normal q, [n, D].
     *
     * @throws IllegalStateException if q is another distribution; {@link #parameters} has its
     *     parameters
     */
    public double[][] scale() {
        double[][] scale = parameters().get("logVariance");
        if (scale == null) {
            throw new IllegalStateException(
                    "q is no Normal with a scale for each value; its parameters: "
                            + parameters().keySet());
        }
        for (double[] row : scale) {
            Arrays.setAll(row, j -> Math.exp(row[j] / 2));
        }
        return scale;
    }

    /**
     * Returns the draws from q, K times [n, columns]. A categorical variable has the number of its
     * category. They are none without {@link #withDraws}.
     */
    public List<double[][]> draws() {
        return content.draws() == 0
                ? List.of()
                : numbers(new CodeTable.Content(content.draws(), false)).draws().stream()
                        .map(ExampleValues::doubles)
                        .toList();
    }

    /**
     * Writes a row for each example, or for each draw if there are draws. The columns are what the
     * example is called, its labels, and {@code z0}, {@code z1}, ... The ending of the file's name
     * chooses the format: {@code .csv}, {@code .tsv}, {@code .npy}, {@code .parquet} or {@code
     * .h5ad}. Categorical variables have the probabilities of each category, {@code z0.0}, {@code
     * z0.1}, ... Draws, and the location of a point mass, have the one category of each.
     *
     * @throws IllegalArgumentException if the parameters of q are asked for, and q does not offer
     *     them
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public void to(Path file) throws IOException {
        Generator of = generator.get();
        CodeTable.of(of.model(), content).write(examples, content, key, of.progress(), file);
    }
}
