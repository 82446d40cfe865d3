// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.vaelab.framework.data.Form.Display;
import org.vaelab.framework.decoding.DecodedText;
import org.vaelab.framework.decoding.Decoding;
import org.vaelab.framework.decoding.NextTokens;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.TextDistribution;
import org.vaelab.framework.random.RandomKey;

/** How values of x are obtained from p(x given z, c). */
@FunctionalInterface
interface OutputValues {

    /**
     * What best predicts x, such as its mean or the greedy text; one draw if that has no closed
     * form. So it is of each modality.
     */
    OutputValues PREDICTED =
            (p, rows, key) ->
                    p.byModality().isEmpty()
                            ? p.prediction().orElseGet(() -> p.sample(key)).readFloats()
                            : ofEach((name, part) -> OutputValues.PREDICTED).of(p, rows, key);

    /** One draw. */
    OutputValues DRAWN = (p, rows, key) -> p.sample(key).readFloats();

    /**
     * Returns the values of x, [rows, D] row by row.
     *
     * @param key of draws
     * @throws IllegalArgumentException if the distribution does not support it
     */
    float[] of(OutputDistribution p, int rows, RandomKey key);

    /**
     * Returns what {@code sample} shows by default: images are predicted, others drawn, each
     * modality by itself.
     */
    static OutputValues usual(ExampleValues values) {
        Map<String, ExampleValues> parts = values.parts();
        return parts.isEmpty()
                ? (values.display() == Display.IMAGES ? PREDICTED : DRAWN)
                : ofEach((name, p) -> usual(Objects.requireNonNull(parts.get(name))));
    }

    /**
     * Returns texts that a decoding chooses, and what best predicts other modalities. Other data
     * are rejected.
     */
    static OutputValues decodedBy(Decoding decoding) {
        return (p, rows, key) -> {
            if (p.byModality().values().stream().anyMatch(TextDistribution.class::isInstance)) {
                OutputValues texts = decodedBy(decoding);
                return ofEach((name, of) -> of instanceof TextDistribution ? texts : PREDICTED)
                        .of(p, rows, key);
            }
            if (!(p instanceof TextDistribution texts)) {
                throw new IllegalArgumentException(
                        "a decoding chooses the tokens of a text, and this model generates no texts"
                                + " token by token");
            }
            NextTokens start = texts.start();
            List<DecodedText> chosen = decoding.decode(start, key);
            return DecodedText.values(chosen, start.length());
        };
    }

    /** Returns values that are chosen of each modality, from its name and distribution. */
    private static OutputValues ofEach(BiFunction<String, OutputDistribution, OutputValues> how) {
        return (p, rows, key) -> {
            List<float[]> parts = new ArrayList<>();
            p.byModality()
                    .forEach(
                            (name, of) ->
                                    parts.add(how.apply(name, of).of(of, rows, key.split(name))));
            int width = parts.stream().mapToInt(part -> part.length / rows).sum();
            float[] all = new float[rows * width];
            int from = 0;
            for (float[] part : parts) {
                int own = part.length / rows;
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(part, i * own, all, i * width + from, own);
                }
                from += own;
            }
            return all;
        };
    }
}
