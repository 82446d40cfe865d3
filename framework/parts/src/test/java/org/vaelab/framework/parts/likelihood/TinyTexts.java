// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;

/** Texts of at most four tokens out of five, and likelihoods of them. */
final class TinyTexts {

    static final int LENGTH = 4;

    /** The end, the unknown token, a, b and c. */
    static final int VOCABULARY = 5;

    static final double[][] TEXTS = {
        {2, 3, 0, Double.NaN},
        {0, Double.NaN, Double.NaN, Double.NaN},
        {4, 4, 2, 0},
        {3, 2, 1, 4},
        {2, 0, Double.NaN, Double.NaN}
    };

    private TinyTexts() {}

    private record Stored(double[][] texts) implements DataRows {
        @Override
        public int size() {
            return texts.length;
        }

        @Override
        public int width() {
            return LENGTH;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            System.arraycopy(texts[row], 0, target, offset, LENGTH);
        }
    }

    static PreparedData data(double wordDropout) {
        Examples texts = Examples.of(new Stored(TEXTS), ValueDomain.TOKENS);
        List<String> tokens = List.of("<end>", "<unknown>", "a", "b", "c");
        Dataset dataset =
                Dataset.of(
                        "tiny",
                        DataShape.flat(LENGTH),
                        texts,
                        texts,
                        "made up",
                        DataFacts.of(new Form.Texts(new Vocabulary(tokens, "", "")), false));
        return new Preparation(new Binarization.None(), Optional.empty(), false, wordDropout)
                .apply(dataset, 1);
    }

    static PartContext context(TensorRuntime runtime, RandomKey key) {
        return new PartContext(
                runtime, key, data(0), Plugins.load(TinyTexts.class.getClassLoader()));
    }

    static Tokens likelihood(TensorRuntime runtime, RandomKey key, Map<String, Object> settings) {
        return (Tokens)
                StrictMapper.of(Tokens.Settings.class, settings).create(context(runtime, key));
    }
}
