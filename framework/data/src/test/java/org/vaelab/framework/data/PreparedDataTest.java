// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;

class PreparedDataTest {
    private static final int WIDTH = 256;

    /** Every example holds each grey level once. */
    private static Examples ramps(int size) {
        byte[] content = new byte[size * WIDTH];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        int[] numbers = IntStream.range(0, size).toArray();
        return Examples.greyLevels(WIDTH, content)
                .withLabels(Labels.of(List.of(Labels.Column.of("number", size, numbers))));
    }

    private static Dataset dataset() {
        return Dataset.of("ramps", new DataShape(1, 16, 16), ramps(400), ramps(300), "test");
    }

    private static PreparedData prepared(String binarization, long evaluationSeed) {
        return Preparation.of(Binarization.parse(binarization)).apply(dataset(), evaluationSeed);
    }

    private static float[][] rows(Examples examples) {
        return IntStream.range(0, examples.size())
                .mapToObj(i -> ExamplesTest.row(examples, i))
                .toArray(float[][]::new);
    }

    @Test
    void noneChangesNothing() {
        PreparedData prepared = prepared("none", 0);
        assertThat(prepared.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThat(prepared.test()).isSameAs(prepared.dataset().test());
        assertThat(prepared.batches(7, RandomKey.of(1)).at(0).values()[0]).isBetween(0f, 1f);
    }

    @Test
    void thresholdIsOneAboveTheLevel() {
        PreparedData prepared = prepared("threshold(0.2)", 0);
        float[] row = ExamplesTest.row(prepared.test(), 5);
        for (int k = 0; k < WIDTH; k++) {
            // 51/255 is 0.2 rounded to float, which is above the double 0.2.
            assertThat(row[k]).as("level %d", k).isEqualTo(k / 255f > 0.2 ? 1f : 0f);
        }
        assertThat(prepared.trainingMean()).contains(0.0).contains(1.0);
        assertThat(prepared.train().domain()).isEqualTo(ValueDomain.BINARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"static", "static(5)", "dynamic"})
    void evaluationSeesOneDrawUnderItsOwnSeed(String binarization) {
        float[][] seen = rows(prepared(binarization, 0).test());
        assertThat(rows(prepared("dynamic", 0).test())).isDeepEqualTo(seen);
        assertThat(rows(prepared(binarization, 1).test())).isNotEqualTo(seen);
        assertThat(prepared(binarization, 0).test().domain()).isEqualTo(ValueDomain.BINARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"static", "dynamic"})
    void newExamplesAreDrawnByTheirContent(String binarization) {
        PreparedData prepared = prepared(binarization, 0);
        float[][] grey = {new float[WIDTH], new float[WIDTH]};
        Arrays.fill(grey[0], 0.5f);
        Arrays.fill(grey[1], 0.25f);
        List<String> alone = new ArrayList<>();
        for (float[] row : grey) {
            alone.addAll(bits(prepared.prepared(Examples.unitInterval(WIDTH, row.clone()))));
        }
        float[] three = new float[3 * WIDTH];
        System.arraycopy(grey[1], 0, three, 0, WIDTH);
        System.arraycopy(grey[0], 0, three, WIDTH, WIDTH);
        System.arraycopy(grey[1], 0, three, 2 * WIDTH, WIDTH);
        assertThat(bits(prepared.prepared(Examples.unitInterval(WIDTH, three))))
                .containsExactly(alone.get(1), alone.get(0), alone.get(1));
    }

    /** The rows of a table as text. */
    private static List<String> bits(Examples examples) {
        return Arrays.stream(rows(examples)).map(PreparedDataTest::bits).toList();
    }

    private static String bits(float[] row) {
        StringBuilder text = new StringBuilder();
        for (float bit : row) {
            text.append((int) bit);
        }
        return text.toString();
    }

    /** Three images of 16 values 128/255 to train on, one to validate, three to test. */
    private static PreparedData even(String binarization, long evaluationSeed) {
        byte[] levels = new byte[4 * 16];
        Arrays.fill(levels, (byte) 128);
        Examples four = Examples.greyLevels(16, levels);
        Dataset even = Dataset.of("even", new DataShape(1, 4, 4), four, four.first(3), "test");
        return Preparation.of(Binarization.parse(binarization))
                .apply(even.withValidation(1, RandomKey.of(0)), evaluationSeed);
    }

    /**
     * The bits that evaluation sees are part of every published figure: under another key it would
     * be incomparable, and nobody would notice.
     */
    @Test
    void theBitsOfEvaluationArePinned() {
        assertThat(bits(even("dynamic", 0).test()))
                .containsExactly("0100100000010000", "1100010101100101", "0111011110111101");
        assertThat(bits(even("static", 0).test()))
                .containsExactly("0100100000010000", "1100010101100101", "0111011110111101");
        assertThat(bits(even("dynamic", 7).test()))
                .containsExactly("1100001000100111", "1000010111111100", "1000000100000110");
        assertThat(bits(even("dynamic", 0).validation().orElseThrow()))
                .containsExactly("0000011100101010");
        assertThat(bits(even("dynamic", 0).trainingView()))
                .containsExactly("1101111000111111", "1111000011111111", "0010110001101101");
        assertThat(bits(even("static(5)", 0).train()))
                .containsExactly("0111110011111010", "1000011000000010", "0010000110001001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"static(5)", "dynamic"})
    void whatIsHeldOutChangesNoBitsOfTheOthers(String binarization) {
        PreparedData whole = prepared(binarization, 3);
        for (int held : new int[] {1, 100, 399}) {
            Dataset split = dataset().withValidation(held, RandomKey.of(3));
            PreparedData prepared =
                    Preparation.of(Binarization.parse(binarization)).apply(split, 3);
            assertThat(rows(prepared.test())).isDeepEqualTo(rows(whole.test()));
            Examples left = prepared.trainingView();
            int[] numbers = left.labels().orElseThrow().column("number").values();
            assertThat(rows(left)).isDeepEqualTo(rows(whole.trainingView().select(numbers)));
        }
    }

    @Test
    void theFirstExamplesAreTheSameBitsWithoutTheOthers() {
        Dataset whole = dataset();
        Dataset part =
                Dataset.of("part", whole.shape(), whole.train(), whole.test().first(10), "test");
        Preparation dynamic = Preparation.of(new Binarization.Dynamic());
        assertThat(rows(dynamic.apply(part, 0).test()))
                .isDeepEqualTo(rows(dynamic.apply(whole, 0).test().first(10)));
    }

    /**
     * Each level's frequency over 300 independent draws is Binomial(300, k/255). 254 levels at 5.0
     * standard errors: the chance of one false alarm over all is below 254 * 1e-5 = 0.3 % (the
     * Binomial's tail is heavier than the Normal's 6e-7 there).
     */
    @Test
    void frequenciesAreTheGreyLevels() {
        double[] mean = prepared("dynamic", 0).test().mean();
        assertThat(mean[0]).isZero();
        assertThat(mean[255]).isEqualTo(1.0);
        for (int k = 1; k < 255; k++) {
            double p = k / 255.0;
            double error = 5.0 * Math.sqrt(p * (1 - p) / 300) + 2.0 / 300;
            assertThat(mean[k]).as("level %d", k).isCloseTo(p, within(error));
        }
    }

    @Test
    void staticTrainingIsOneDrawAndDynamicAreMany() {
        RandomKey key = RandomKey.of(9);
        Batches once = prepared("static(2)", 0).batches(400, key);
        Batches often = prepared("dynamic", 0).batches(400, key);
        assertThat(byRow(once, 0)).isDeepEqualTo(byRow(once, 1));
        assertThat(byRow(often, 0)).isNotEqualTo(byRow(often, 1));
        assertThat(byRow(prepared("static(2)", 8).batches(400, RandomKey.of(1)), 0))
                .as("neither the training key nor the evaluation seed enters the static draw")
                .isDeepEqualTo(byRow(once, 0));
        assertThat(byRow(prepared("static(3)", 0).batches(400, key), 0))
                .isNotEqualTo(byRow(once, 0));
    }

    private static float[][] byRow(Batches batches, long step) {
        MiniBatch batch = batches.at(step);
        float[][] rows = new float[batch.size()][batch.width()];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(
                    batch.values(), i * batch.width(), rows[batch.rows()[i]], 0, batch.width());
        }
        return rows;
    }

    @Test
    void theMeanIsThatOfTheStream() {
        assertThat(prepared("dynamic", 0).trainingMean()).isEqualTo(dataset().trainingMean());
        double[] drawn = prepared("static", 0).trainingMean();
        assertThat(drawn).isNotEqualTo(dataset().trainingMean());
        assertThat(drawn[0]).isZero();
        assertThat(drawn[255]).isEqualTo(1.0);
    }

    /** What is drawn under one key is a choice of different rows, in the domain of the batches. */
    @Test
    void aSampleIsOfTrainingExamples() {
        RandomKey key = RandomKey.of(4);
        Examples grey = prepared("none", 0).trainingSample(50, key);
        assertThat(grey.size()).isEqualTo(50);
        assertThat(rows(grey)).isDeepEqualTo(rows(prepared("none", 0).trainingSample(50, key)));
        assertThat(grey.labels().orElseThrow().column("number").values())
                .doesNotHaveDuplicates()
                .isNotEqualTo(
                        prepared("none", 0)
                                .trainingSample(50, RandomKey.of(5))
                                .labels()
                                .orElseThrow()
                                .column("number")
                                .values());
        Examples drawn = prepared("dynamic", 0).trainingSample(50, key);
        assertThat(drawn.domain()).isEqualTo(ValueDomain.BINARY);
        assertThat(rows(drawn)).isNotEqualTo(rows(grey));
        int all = prepared("dynamic", 0).train().size();
        assertThat(prepared("dynamic", 0).trainingSample(all + 1, key).size()).isEqualTo(all);
        assertThatThrownBy(() -> prepared("none", 0).trainingSample(0, key))
                .isInstanceOf(DataException.class)
                .hasMessage("a sample of 0 training examples, expected 1 or more");
    }

    @Test
    void labelsAndValidationStay() {
        Dataset split = dataset().withValidation(0.25, RandomKey.of(1));
        PreparedData prepared = Preparation.of(new Binarization.Static(1)).apply(split, 0);
        assertThat(
                        prepared.validation()
                                .orElseThrow()
                                .labels()
                                .orElseThrow()
                                .column("number")
                                .values())
                .isEqualTo(
                        split.validation()
                                .orElseThrow()
                                .labels()
                                .orElseThrow()
                                .column("number")
                                .values());
        assertThat(prepared.train().size()).isEqualTo(300);
        assertThat(prepared.train().labels()).isPresent();
        assertThat(prepared.shape()).isEqualTo(new DataShape(1, 16, 16));
    }

    /** Grey levels that count how often a row is read. */
    private static final class CountedRows implements DataRows {
        private int reads;

        @Override
        public int size() {
            return 3;
        }

        @Override
        public int width() {
            return WIDTH;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            reads++;
            for (int j = 0; j < WIDTH; j++) {
                target[offset + j] = j / 255.0;
            }
        }
    }

    @Test
    void bitsAreDrawnOnce() {
        CountedRows levels = new CountedRows();
        Examples grey = Examples.of(levels, ValueDomain.GREY_LEVELS);
        Dataset dataset = Dataset.of("counted", new DataShape(1, 16, 16), grey, grey, "test");
        Examples test = Preparation.of(new Binarization.Dynamic()).apply(dataset, 0).test();
        levels.reads = 0;
        float[][] first = rows(test);
        assertThat(levels.reads).isEqualTo(3);
        assertThat(rows(test)).isDeepEqualTo(first);
        double[] inDouble = new double[WIDTH + 1];
        test.select(2, 1).read(1, inDouble, 1);
        assertThat(levels.reads).isEqualTo(3);
        for (int j = 0; j < WIDTH; j++) {
            assertThat(inDouble[j + 1]).isEqualTo(first[1][j]);
        }
        assertThat(first[0]).contains(0f, 1f).isNotEqualTo(first[1]);
    }

    @Test
    void observedValuesAreCountedBeforeADraw() {
        Examples test = prepared("dynamic", 0).test();
        assertThat(test.observed(0)).isEqualTo(WIDTH);
        assertThat(prepared("threshold(0.2)", 0).test().observed(7)).isEqualTo(WIDTH);
    }
}
