// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/** Training examples of which few labels stay known. */
final class KnownLabelsTest {

    private static final int SIZE = 60;

    /** 30 of class a, 20 of b, 10 of c; d is a name without examples. */
    private static Dataset dataset() {
        int[] classes =
                IntStream.range(0, SIZE).map(i -> i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2).toArray();
        Examples examples =
                Examples.real(1, new float[SIZE])
                        .withLabels(
                                Labels.of(
                                        List.of(
                                                Labels.Column.of(
                                                        "kind",
                                                        List.of("a", "b", "c", "d"),
                                                        classes))));
        return Dataset.of("kinds", DataShape.flat(1), examples, examples, "made up");
    }

    private static int[] known(Dataset data) {
        return data.train().labels().orElseThrow().column("kind").counts();
    }

    @Test
    void equallyManyOfEachClassStayKnown() {
        assertThat(known(dataset().labelled("kind", 9, RandomKey.of(1))))
                .containsExactly(3, 3, 3, 0);
        int[] ten = known(dataset().labelled("kind", 10, RandomKey.of(1)));
        assertThat(Arrays.stream(ten).sum()).isEqualTo(10);
        assertThat(Arrays.copyOf(ten, 3)).containsOnly(3, 4);
    }

    @Test
    void theOthersAreForgottenAndTestLabelsAreNot() {
        Dataset few = dataset().labelled("kind", 9, RandomKey.of(1));
        int[] labels = few.train().labels().orElseThrow().column("kind").values();
        int[] all = dataset().train().labels().orElseThrow().column("kind").values();
        for (int i = 0; i < SIZE; i++) {
            assertThat(labels[i]).isIn(all[i], Labels.UNKNOWN);
        }
        assertThat(few.test().labels().orElseThrow().column("kind").counts())
                .containsExactly(30, 20, 10, 0);
        assertThat(few.checksum()).isEqualTo(dataset().checksum());
    }

    @Test
    void theDrawGoesByTheKey() {
        int[] one = labels(1);
        assertThat(labels(1)).isEqualTo(one);
        assertThat(labels(2)).isNotEqualTo(one);
    }

    private static int[] labels(long seed) {
        return dataset()
                .labelled("kind", 9, RandomKey.of(seed))
                .train()
                .labels()
                .orElseThrow()
                .column("kind")
                .values();
    }

    @Test
    void aModelIsToldHowManyAreKnown() {
        PreparedData data =
                Preparation.NONE.apply(dataset().labelled("kind", 9, RandomKey.of(1)), 0);
        DataSummary.LabelColumn column = data.labels().get(0);
        assertThat(column.known()).isEqualTo(9);
        assertThat(column.trained()).containsExactly(3, 3, 3, 0);
    }

    @Test
    void tooFewAndTooManyAreRefused() {
        assertThatThrownBy(() -> dataset().labelled("kind", 2, RandomKey.of(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2 labels are fewer than the 3 classes of 'kind'");
        assertThatThrownBy(() -> dataset().labelled("kind", 33, RandomKey.of(1)))
                .hasMessageContaining(
                        "11 of each class of 'kind', and 'c' has 10 training examples");
        assertThatThrownBy(() -> dataset().labelled("king", 9, RandomKey.of(1)))
                .hasMessageContaining("no label column \"king\"");
    }
}
