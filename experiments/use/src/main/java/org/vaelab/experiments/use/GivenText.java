// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A column of a condition that is a text, given as words: {@code question=where is the teacher ?}.
 */
record GivenText(Conditioning.Text text, Vocabulary vocabulary) {

    /**
     * Returns the vectors of texts, [n, width].
     *
     * @param texts one for all, or n
     * @throws IllegalArgumentException if one has a token that is not in the vocabulary, or is too
     *     long
     */
    Tensor of(List<String> texts, int n, TensorRuntime runtime) {
        double[] rows = new double[texts.size() * text.length()];
        Arrays.fill(rows, Double.NaN);
        for (int i = 0; i < texts.size(); i++) {
            String option = text.name() + "=" + texts.get(i);
            List<String> written = tokens(texts.get(i));
            if (written.size() > text.length()) {
                throw new IllegalArgumentException(
                        "condition %s: %s tokens, and '%s' has at most %s"
                                .formatted(option, written.size(), text.name(), text.length()));
            }
            int from = i * text.length();
            for (int t = 0; t < written.size(); t++) {
                rows[from + t] = place(written.get(t), option);
            }
            if (written.size() < text.length()) {
                rows[from + written.size()] = Vocabulary.END;
            }
        }
        Tensor each = text.of(runtime.tensor(rows, Shape.of(texts.size(), text.length())));
        return each.broadcastTo(Shape.of(n, text.width()));
    }

    private List<String> tokens(String words) {
        return switch (vocabulary.separator()) {
            case "" -> words.codePoints().mapToObj(Character::toString).toList();
            case " " -> List.of(words.strip().split("\\s+"));
            default ->
                    throw new IllegalArgumentException(
                            "condition %s: texts of subwords cannot be given here; write test for the"
                                            .formatted(text.name())
                                    + " test examples in turn");
        };
    }

    private int place(String token, String option) {
        int place = vocabulary.tokens().indexOf(token);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "condition %s: '%s' is not in the vocabulary\n    %s"
                            .formatted(option, token, Spelling.hint(token, vocabulary.tokens())));
        }
        return place;
    }
}
