// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

class LeftOutTest {

    private static final int SIZE = 60;
    private static final List<String> SHAPES = List.of("square", "ellipse", "heart");

    private static Examples examples(Labels.Column... columns) {
        byte[] content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (4 * i);
        }
        Examples plain = Examples.greyLevels(1, content);
        return columns.length == 0 ? plain : plain.withLabels(Labels.of(List.of(columns)));
    }

    /** Example i is of class i mod the number of classes. */
    private static Labels.Column column(String name, List<String> values) {
        return Labels.Column.of(
                name, values, IntStream.range(0, SIZE).map(i -> i % values.size()).toArray());
    }

    private static Dataset dataset(Labels.Column... columns) {
        return Dataset.of(
                "levels", DataShape.flat(1), examples(columns), examples(columns), "test");
    }

    private static Dataset shapes() {
        return dataset(column("shape", SHAPES));
    }

    private static LeftOut leftOut(Dataset dataset, String... values) {
        return LeftOut.of(dataset, Optional.empty(), List.of(values));
    }

    /** An example without a label may be of the class, and training would see it. */
    @Test
    void examplesWithoutALabelAreRejectedInTrainingAndValidation() {
        int[] classes = IntStream.range(0, SIZE).map(i -> i % 4 == 0 ? -1 : i % 3).toArray();
        Labels.Column partly = Labels.Column.of("shape", SHAPES, classes);
        Dataset train =
                Dataset.of(
                        "levels",
                        DataShape.flat(1),
                        examples(partly),
                        examples(column("shape", SHAPES)),
                        "test");
        assertThatThrownBy(() -> train.without(leftOut(train, "heart")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "without: 15 of the 60 training examples have no label in column 'shape', so"
                                + " they may be of shape heart\nfill in the labels or remove these"
                                + " rows from the data; to hide labels from training, use"
                                + " data.labelled");
        Dataset held = train.withValidation(20, RandomKey.of(1));
        assertThatThrownBy(() -> held.without(leftOut(held, "heart")))
                .hasMessageContaining("training examples have no label in column 'shape'");
        Dataset test =
                Dataset.of(
                        "levels",
                        DataShape.flat(1),
                        examples(column("shape", SHAPES)),
                        examples(partly),
                        "test");
        assertThat(test.without(leftOut(test, "heart")).test()).isSameAs(test.test());
    }

    @Test
    void trainingAndValidationLoseTheClassAndTheTestKeepsIt() {
        Dataset whole = shapes();
        LeftOut hearts = leftOut(whole, "heart");
        Dataset rest = whole.without(hearts).withValidation(10, RandomKey.of(1));
        assertThat(rest.train().size()).isEqualTo(30);
        assertThat(rest.validation().orElseThrow().size()).isEqualTo(10);
        for (Examples part : List.of(rest.train(), rest.validation().orElseThrow())) {
            assertThat(hearts.marks(part)).containsOnly(false);
        }
        assertThat(rest.test()).isSameAs(whole.test());
        assertThat(rest.checksum()).isEqualTo(whole.checksum());
        assertThat(rest.leftOut())
                .contains(new LeftOut(hearts.column(), hearts.values(), 20))
                .map(LeftOut::clause)
                .contains(
                        "20 examples of shape heart fell into the training data and were left out");
        assertThat(rest.facts().remarks()).anyMatch(text -> text.startsWith("20 examples of"));
        assertThat(whole.leftOut()).isEmpty();
        Dataset after = whole.withValidation(10, RandomKey.of(1)).without(hearts);
        assertThat(hearts.marks(after.validation().orElseThrow())).containsOnly(false);
    }

    /** So that what is drawn for an example does not depend on what was left out. */
    @Test
    void whatIsLeftKeepsItsNumbers() {
        Dataset whole = shapes();
        Examples train = whole.without(leftOut(whole, "square")).train();
        for (int i = 0; i < train.size(); i++) {
            int number = train.number(i);
            assertThat(number % 3).isNotZero();
            assertThat(ExamplesTest.row(train, i))
                    .isEqualTo(ExamplesTest.row(whole.train(), number));
        }
    }

    /** A label that is not known is of no class that training saw. */
    @Test
    void seenAreTheKnownExamplesOfTheOtherClasses() {
        int[] classes = IntStream.range(0, SIZE).map(i -> i % 4 == 0 ? -1 : i % 3).toArray();
        boolean[] seen =
                leftOut(shapes(), "heart")
                        .seen(examples(Labels.Column.of("shape", SHAPES, classes)));
        for (int i = 0; i < SIZE; i++) {
            assertThat(seen[i]).isEqualTo(i % 4 != 0 && i % 3 != 2);
        }
    }

    @Test
    void marksAreOfTheValues() {
        Dataset whole = shapes();
        boolean[] marks = leftOut(whole, "heart", "square").marks(whole.test());
        boolean[] expected = new boolean[SIZE];
        for (int i = 0; i < SIZE; i++) {
            expected[i] = i % 3 != 1;
        }
        assertThat(Arrays.equals(marks, expected)).isTrue();
    }

    @Test
    void valuesAreNamedOrNumbered() {
        assertThat(leftOut(shapes(), "heart", "0")).hasToString("shape square, heart");
        List<String> digits = List.of("7", "8");
        assertThat(leftOut(dataset(column("label", digits)), "7")).hasToString("label 7");
        assertRefused(
                dataset(column("label", digits)),
                Optional.empty(),
                "1",
                "without: 'label' has no value '1'\nallowed here: 7, 8");
    }

    @Test
    void theColumnIsNamedOrLabelOrTheOnlyOne() {
        Labels.Column shape = column("shape", SHAPES);
        Dataset labelled = dataset(shape, column("label", List.of("a", "b")));
        assertThat(leftOut(labelled, "b")).hasToString("label b");
        assertThat(LeftOut.of(labelled, Optional.of("shape"), List.of("heart")))
                .hasToString("shape heart");
        assertRefused(
                labelled,
                Optional.of("shap"),
                "heart",
                "without: no label column 'shap'\ndid you mean 'shape'? Allowed here: shape, label");
        assertRefused(
                dataset(shape, column("size", SHAPES)),
                Optional.empty(),
                "heart",
                "without: which of the label columns shape, size is meant?\nname it: {column:"
                        + " shape, values: [...]}");
    }

    @Test
    void whatCannotBeLeftOutIsRefused() {
        assertRefused(
                dataset(),
                Optional.empty(),
                "0",
                "without: levels has no labels, by which examples could be left out");
        assertRefused(
                shapes(),
                Optional.empty(),
                "hart",
                "without: 'shape' has no value 'hart'\ndid you mean 'heart'? Allowed here: square,"
                        + " ellipse, heart");
        Dataset whole = shapes();
        LeftOut all = leftOut(whole, "heart", "square", "ellipse");
        assertThatThrownBy(() -> whole.without(all))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "without: all 60 training examples are of shape square, ellipse, heart, and"
                                + " none would be left");
        LeftOut hearts = leftOut(whole, "heart");
        Dataset rest = whole.without(hearts);
        assertThatThrownBy(() -> rest.without(hearts))
                .isInstanceOf(DataException.class)
                .hasMessage("levels is without shape heart already");
    }

    private static void assertRefused(
            Dataset dataset, Optional<String> column, String value, String message) {
        assertThatThrownBy(() -> LeftOut.of(dataset, column, List.of(value)))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }
}
