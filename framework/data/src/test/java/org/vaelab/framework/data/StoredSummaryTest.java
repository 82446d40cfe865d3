// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

final class StoredSummaryTest {

    private static final DataFacts COLUMNS =
            DataFacts.of(
                    Form.table(
                            List.of(
                                    Column.real("size"),
                                    new Column(
                                            "colour",
                                            Column.Kind.CATEGORICAL,
                                            List.of("red", "blue, pale")),
                                    new Column("visits", Column.Kind.COUNT, List.of()),
                                    new Column("day", Column.Kind.DATE, List.of()))),
                    true);

    private static StoredSummary summary(ValueDomain domain, DataFacts facts, int width) {
        return new StoredSummary(
                DataShape.flat(width),
                domain,
                domain,
                facts,
                5,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new double[width]);
    }

    private static StoredSummary again(StoredSummary summary) {
        return StoredSummary.read(
                summary.json(), summary.standardization(), summary.trainingMean());
    }

    @Test
    void everythingComesBack() {
        Vocabulary words = new Vocabulary(List.of("<end>", "<unknown>", "a", "\n"), " ", "{}");
        for (StoredSummary summary :
                List.of(
                        summary(ValueDomain.COLUMNS, COLUMNS, 4),
                        summary(ValueDomain.TOKENS, DataFacts.of(new Form.Texts(words), false), 6),
                        summary(ValueDomain.BINARY, DataFacts.NONE, 3))) {
            assertThat(again(summary)).usingRecursiveComparison().isEqualTo(summary);
        }
    }

    @Test
    void givenValuesComeBackAndReadersSeeWholeExamples() {
        Examples table = Examples.greyLevels(8, new byte[16]);
        ValueSplit split =
                ValueSplit.of(
                        new DataShape(1, 2, 4),
                        List.of(new ValueSplit.Part("upper", "row 0", new int[] {0, 1, 2, 3})));
        PreparedData data =
                Preparation.of(new Binarization.Dynamic())
                        .apply(
                                Dataset.of("d", new DataShape(1, 2, 4), table, table, "test")
                                        .given(split),
                                0);
        StoredSummary read = again(StoredSummary.of(data));
        assertThat(read.split()).contains(split);
        assertThat(read.domain()).isEqualTo(ValueDomain.BINARY);
        assertThat(read.shape()).isEqualTo(new DataShape(1, 1, 4));
        assertThat(read.asLoaded(false, false).domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThat(read.asLoaded(false, false).shape()).isEqualTo(new DataShape(1, 2, 4));
    }

    @Test
    void standInsLieInTheDomain() {
        Vocabulary words = new Vocabulary(List.of("<end>", "<unknown>", "a"), " ", "");
        for (StoredSummary summary :
                List.of(
                        summary(ValueDomain.COLUMNS, COLUMNS, 4),
                        summary(ValueDomain.TOKENS, DataFacts.of(new Form.Texts(words), false), 4),
                        summary(ValueDomain.GREY_LEVELS, DataFacts.NONE, 4),
                        summary(ValueDomain.UNIT_INTERVAL, DataFacts.NONE, 4),
                        summary(ValueDomain.COUNTS, DataFacts.NONE, 4),
                        summary(ValueDomain.BINARY, DataFacts.NONE, 4))) {
            DataFacts facts = DataFacts.of(summary.form(), false);
            Examples sample = summary.trainingSample(9, RandomKey.of(1));
            assertThat(sample.size()).isEqualTo(5);
            facts.check(sample);
        }
    }

    @Test
    void anotherTextIsRejected() {
        String earlier = summary(ValueDomain.BINARY, DataFacts.NONE, 3).json().replace("form", "f");
        assertThatThrownBy(() -> StoredSummary.read(earlier, Optional.empty(), new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has no form of examples");
        assertThatThrownBy(() -> StoredSummary.read("{", Optional.empty(), new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the summary of the training data cannot be read");
    }
}
