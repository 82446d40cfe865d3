// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A column of a condition that is a text, given as words: {@code question=where is the teacher ?}.
 */
record GivenText(Condition.Text text, Vocabulary vocabulary) {

    /**
     * Returns the vector of a text, n times, [n, width].
     *
     * @throws IllegalArgumentException if it has a token that is not in the vocabulary, or is too
     *     long
     */
    Tensor of(String option, int n, TensorRuntime runtime) {
        List<String> written = tokens(option.substring(option.indexOf('=') + 1));
        if (written.size() > text.length()) {
            throw new IllegalArgumentException(
                    "--condition %s: %s tokens, and '%s' has at most %s"
                            .formatted(option, written.size(), text.name(), text.length()));
        }
        double[] row = new double[text.length()];
        Arrays.fill(row, Double.NaN);
        for (int t = 0; t < written.size(); t++) {
            row[t] = place(written.get(t), option);
        }
        if (written.size() < row.length) {
            row[written.size()] = Vocabulary.END;
        }
        Tensor one = text.of(runtime.tensor(row, Shape.of(1, row.length)));
        return one.broadcastTo(Shape.of(n, text.width()));
    }

    private List<String> tokens(String words) {
        return switch (vocabulary.separator()) {
            case "" -> words.codePoints().mapToObj(Character::toString).toList();
            case " " -> List.of(words.strip().split("\\s+"));
            default ->
                    throw new IllegalArgumentException(
                            "--condition %s: texts of subwords cannot be given here; write test for the"
                                            .formatted(text.name())
                                    + " test examples in turn");
        };
    }

    private int place(String token, String option) {
        int place = vocabulary.tokens().indexOf(token);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "--condition %s: '%s' is not in the vocabulary\n    %s"
                            .formatted(option, token, Spelling.hint(token, vocabulary.tokens())));
        }
        return place;
    }
}
