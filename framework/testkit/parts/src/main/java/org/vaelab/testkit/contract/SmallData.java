// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.random.RandomKey;

/**
 * Training data without labels, of which a sample has as many as are asked for, uniform on what
 * their domain has between 0 and 1.
 */
record SmallData(DataShape shape, ValueDomain domain, boolean hasMissing) implements DataSummary {

    /** The number of examples, for parts that keep something of each. */
    static final int SIZE = 120;

    /** The number of tokens of the vocabulary. */
    static final int TOKENS = 4;

    static final double MEAN = 0.3;

    private static final List<String> NAMES = List.of("no", "yes", "some", "most", "all");

    SmallData(int width, ValueDomain domain) {
        this(DataShape.flat(width), domain, false);
    }

    private int width() {
        return shape.size();
    }

    @Override
    public int trainingSize() {
        return SIZE;
    }

    @Override
    public List<LabelColumn> labels() {
        return List.of();
    }

    @Override
    public double[] trainingMean() {
        double[] mean = new double[width()];
        Arrays.fill(mean, MEAN);
        return mean;
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        int width = width();
        float[] values = new float[count * width];
        key.uniform(values, 0, values.length);
        return switch (domain) {
            case BINARY -> Examples.binary(width, scaled(values, 2));
            case GREY_LEVELS -> Examples.greyLevels(width, scaled(values, 256));
            case UNIT_INTERVAL -> Examples.unitInterval(width, values);
            case REAL -> Examples.real(width, values);
            case COUNTS, TOKENS, COLUMNS, MODALITIES ->
                    Examples.of(new Small(scaled(values, 2), width), domain);
        };
    }

    /** Zeros and ones, which are values of every column and of every vocabulary. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Small(byte[] values, int width) implements DataRows {

        @Override
        public int size() {
            return values.length / width;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            for (int j = 0; j < width; j++) {
                target[offset + j] = values[row * width + j];
            }
        }
    }

    @Override
    public DataFacts facts() {
        Form form =
                switch (domain) {
                    case COLUMNS -> new Form.Table(ofAllKinds());
                    case MODALITIES -> new Form.Modalities(firstAndRest());
                    case TOKENS ->
                            new Form.Texts(
                                    new Vocabulary(
                                            List.of("<end>", "<unknown>", "a", "b"), "", ""));
                    default -> Form.arrays();
                };
        return DataFacts.of(form, false);
    }

    /** Columns of all kinds in turn, with two, four or five categories. */
    private List<Column> ofAllKinds() {
        Column.Kind[] kinds = Column.Kind.values();
        return IntStream.range(0, width())
                .mapToObj(
                        j -> {
                            Column.Kind kind = kinds[j % kinds.length];
                            int categories = kind == Column.Kind.BINARY ? 2 : 4 + j % 2;
                            return new Column(
                                    "c" + j,
                                    kind,
                                    kind.hasCategories()
                                            ? NAMES.subList(0, categories)
                                            : List.of());
                        })
                .toList();
    }

    /** The first value, and the rest, all of them bits. */
    private List<Modality> firstAndRest() {
        Modality first = modality("first", 0, 1);
        return width() == 1 ? List.of(first) : List.of(first, modality("rest", 1, width() - 1));
    }

    private static Modality modality(String name, int from, int width) {
        DataShape shape = DataShape.flat(width);
        return new Modality(
                name, from, shape, ValueDomain.BINARY, Form.arrays(), false, "bernoulli", "mlp");
    }

    /** Uniform draws lie below 1. */
    private static byte[] scaled(float[] values, int levels) {
        byte[] scaled = new byte[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (byte) Math.min(levels - 1, (int) (levels * values[i]));
        }
        return scaled;
    }
}
