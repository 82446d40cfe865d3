// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/** Parts of data that are given: what is left, and that draws are of the whole. */
final class ValueSplitTest {

    private static final DataShape IMAGE = new DataShape(1, 4, 3);
    private static final int SIZE = 6;

    private static ValueSplit.Part part(String name, int... places) {
        return new ValueSplit.Part(name, name, places);
    }

    private static Dataset greys() {
        byte[] levels = new byte[SIZE * IMAGE.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (37 * i);
        }
        Examples examples = Examples.greyLevels(IMAGE.size(), levels);
        return Dataset.of("greys", IMAGE, examples, examples, "made up");
    }

    private static ValueSplit upperRows() {
        return ValueSplit.of(IMAGE, List.of(part("upper", 0, 1, 2, 3, 4, 5)));
    }

    @Test
    void aRectangleThatIsLeftIsAnImage() {
        assertThat(upperRows().modelled()).isEqualTo(new DataShape(1, 2, 3));
        assertThat(ValueSplit.of(IMAGE, List.of(part("left", 0, 3, 6, 9))).modelled())
                .isEqualTo(new DataShape(1, 4, 2));
        assertThat(ValueSplit.of(IMAGE, List.of(part("corner", 0))).modelled())
                .isEqualTo(DataShape.flat(11));
        assertThat(ValueSplit.of(DataShape.flat(3), List.of(part("first", 0))).modelled())
                .isEqualTo(DataShape.flat(2));
        DataShape colours = new DataShape(2, 2, 2);
        assertThat(ValueSplit.of(colours, List.of(part("top", 0, 1, 4, 5))).modelled())
                .isEqualTo(new DataShape(2, 1, 2));
    }

    @Test
    void whatContradictsIsRefused() {
        assertThatThrownBy(() -> ValueSplit.of(IMAGE, List.of(part("a", 0, 1), part("b", 1))))
                .isInstanceOf(DataException.class)
                .hasMessage("given: 'b' has a value that another part has too");
        assertThatThrownBy(() -> ValueSplit.of(IMAGE, List.of(part("a", 0), part("a", 1))))
                .hasMessage("given: 'a' stands there twice");
        int[] all = IntStream.range(0, IMAGE.size()).toArray();
        assertThatThrownBy(() -> ValueSplit.of(IMAGE, List.of(part("all", all))))
                .hasMessage("given: all 12 values are given, and none is left to model");
        Dataset given = greys().given(upperRows());
        assertThatThrownBy(() -> given.given(upperRows()))
                .hasMessage("greys is given upper already");
    }

    @Test
    void partsJoinToTheWhole() {
        ValueSplit split = ValueSplit.of(DataShape.flat(4), List.of(part("a", 2), part("b", 0, 3)));
        assertThat(
                        split.joined(
                                new float[] {1, 11},
                                List.of(new float[] {2, 12}, new float[] {0, 3, 10, 13})))
                .containsExactly(0, 1, 2, 3, 10, 11, 12, 13);
    }

    /** The bits of a datum are the same whether or not some of them are given. */
    @Test
    void whatIsDrawnIsDrawnOfTheWhole() {
        Preparation dynamic = Preparation.of(new Binarization.Dynamic());
        PreparedData whole = dynamic.apply(greys(), 5);
        PreparedData parted = dynamic.apply(greys().given(upperRows()), 5);
        assertThat(parted.shape()).isEqualTo(new DataShape(1, 2, 3));
        assertThat(parted.dataset().checksum()).isEqualTo(whole.dataset().checksum());
        for (long step : new long[] {0, 3}) {
            MiniBatch all = whole.batches(3, RandomKey.of(1)).at(step);
            MiniBatch some = parted.batches(3, RandomKey.of(1)).at(step);
            assertThat(some.width()).isEqualTo(6);
            assertThat(
                            parted.split()
                                    .orElseThrow()
                                    .joined(some.values(), List.of(some.given("upper"))))
                    .containsExactly(all.values());
        }
        MiniBatch all = new Chunks(whole.test(), 4).at(1);
        MiniBatch some = new Chunks(parted.test(), 4).at(1);
        assertThat(parted.split().orElseThrow().joined(some.values(), List.of(some.given("upper"))))
                .containsExactly(all.values());
        assertThat(parted.trainingMean())
                .containsExactly(Arrays.copyOfRange(whole.trainingMean(), 6, 12));
    }

    @Test
    void viewsKeepWhatIsGiven() {
        Examples examples = greys().given(upperRows()).train().select(4, 1);
        MiniBatch batch = new Chunks(examples, 2).at(0);
        assertThat(batch.rows()).containsExactly(0, 1);
        float[] row = new float[6];
        greys().given(upperRows()).train().read(4, row, 0);
        assertThat(Arrays.copyOf(batch.values(), 6)).containsExactly(row);
        assertThat(examples.in(ValuePrecision.DOUBLE).width()).isEqualTo(6);
        MiniBatch exact = new Chunks(examples.in(ValuePrecision.DOUBLE), 2).at(0);
        assertThat(exact.doubles()).hasSize(12);
        assertThat((float) exact.givenDoubles("upper")[3]).isEqualTo(batch.given("upper")[3]);
        assertThatThrownBy(() -> batch.given("lower"))
                .isInstanceOf(DataException.class)
                .hasMessage("no values are given under the name lower");
    }
}
