// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * A file of ONNX as a network: from [..., inputs] to the output of a head. K draws are further rows.
 * No gradient passes.
 *
 * @param input the only input
 * @param inputLayout how a row of the input lies in the file
 * @param outputs which outputs are read, and in which form
 * @param image the shape of examples
 * @param range what the file has for 0 and 1 of the data
 * @param layout the setting; null: as the shapes say
 */
record OnnxNetwork(
        OnnxSession session,
        Half half,
        TensorPort input,
        RowLayout inputLayout,
        ChosenOutputs outputs,
        DataShape image,
        Range range,
        @Nullable Layout layout)
        implements Network {

    /** Rows that are computed at once. */
    private static final int ROWS = 2000;

    /** A rounding error of float32 arithmetic, relative: 16 units. */
    private static final double ROUNDING = 0x1p-20;

    /**
     * Returns how an example lies in the input of an encoder.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    static RowLayout exampleLayout(
            OnnxSession session, TensorPort input, DataShape image, @Nullable Layout layout) {
        String what = RowLayout.what(session.file(), "input", input.name());
        return RowLayout.ofData(input.row(), image, layout, what);
    }

    @Override
    public Tensor apply(Tensor x) {
        if (!x.isTracked()) {
            return compute(x);
        }
        return CustomGradient.of(
                () -> compute(x),
                (upstream, needed) -> {
                    throw new IllegalStateException(withoutGradient().orElseThrow());
                },
                List.of(x));
    }

    @Override
    public Optional<String> withoutGradient() {
        return Optional.of(
                session.file().getFileName()
                        + " was trained elsewhere, and ONNX Runtime computes no gradients");
    }

    @Override
    public Optional<String> inSinglePrecision() {
        return input.type().equals(TensorPort.FLOAT32)
                ? Optional.of(
                        "ONNX Runtime computes " + session.file().getFileName() + " in float32")
                : Optional.empty();
    }

    /** Returns this file with its numbers read in another form and range. */
    OnnxNetwork readAs(HeadForm form, Range other) {
        return new OnnxNetwork(
                session, half, input, inputLayout, outputs.readAs(form), image, other, layout);
    }

    /**
     * Returns this file with another order of axes.
     *
     * @throws IllegalArgumentException if the shapes exclude it
     */
    OnnxNetwork in(Layout other) {
        RowLayout rows =
                half == Half.ENCODER ? exampleLayout(session, input, image, other) : inputLayout;
        return new OnnxNetwork(session, half, input, rows, outputs, image, range, other);
    }

    /**
     * Returns this file in all other forms of the same widths, in each of several ranges.
     *
     * @param ranges to try where numbers have one
     */
    List<OnnxNetwork> readings(List<Range> ranges) {
        List<OnnxNetwork> readings = new ArrayList<>();
        for (HeadForm form : outputs.sameWidths()) {
            boolean hasRange = half == Half.ENCODER || form.hasUnits();
            for (Range each : hasRange ? ranges : List.of(Range.UNIT)) {
                OnnxNetwork read = readAs(form, each);
                if (!read.equals(this)) {
                    readings.add(read);
                }
            }
        }
        return readings;
    }

    private Tensor compute(Tensor x) {
        int width = x.shape().extent(-1);
        int rows = x.shape().size() / width;
        double[] values = values(half == Half.ENCODER ? range.toFile(x) : x);
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < rows; from += ROWS) {
            int to = Math.min(rows, from + ROWS);
            double[] some = Arrays.copyOfRange(values, from * width, to * width);
            parts.add(headOutput(some, to - from, x.runtime()));
        }
        Tensor all = parts.size() == 1 ? parts.get(0) : Tensor.concatenate(parts, 0);
        return all.reshape(x.shape().with(-1, all.shape().extent(-1)));
    }

    private double[] values(Tensor x) {
        try {
            return x.readDoubles();
        } catch (UntraceableException e) {
            throw new UntraceableException(
                    session.file() + " is a file of ONNX already; use it as it is");
        }
    }

    private Tensor headOutput(double[] values, int rows, TensorRuntime runtime) {
        Map<String, OnnxSession.Output> found =
                session.run(
                        input,
                        inputLayout.toFile(values),
                        inputLayout.shape(rows),
                        new LinkedHashSet<>(outputs.names()));
        List<Tensor> numbers = new ArrayList<>();
        for (int i = 0; i < outputs.names().size(); i++) {
            String name = outputs.names().get(i);
            HeadForm.Parameter number = outputs.form().numbers().get(i);
            double[] read = read(name, number, found.get(name), rows);
            numbers.add(runtime.tensor(read, Shape.of(rows, number.width())));
        }
        return outputs.form().toHead().apply(numbers);
    }

    private double[] read(
            String name, HeadForm.Parameter number, OnnxSession.@Nullable Output output, int rows) {
        if (output == null) {
            throw new IllegalStateException(session.file() + " gave no output " + name);
        }
        List<Long> row = new ArrayList<>();
        for (int i = 1; i < output.shape().length; i++) {
            row.add(output.shape()[i]);
        }
        boolean isRows = output.shape().length > 0 && output.shape()[0] == rows;
        long width = row.stream().reduce(1L, (a, b) -> a * b);
        if (!isRows) {
            throw new IllegalArgumentException(
                    "%s: output '%s' has the shape %s for %s rows; expected as many rows\nthe graph mixes the rows of a batch"
                            .formatted(
                                    session.file(), name, Arrays.toString(output.shape()), rows));
        }
        if (width != number.width()) {
            throw ChosenOutputs.wrongWidth(
                    session.file(), half, name, RowLayout.shape(row), width, number);
        }
        double[] values = layoutOf(row, number, name).fromFile(output.values());
        limit(name, number, values);
        if (half == Half.DECODER) {
            Arrays.setAll(values, i -> range.fromFile(values[i], number.unit()));
        }
        return values;
    }

    /** Only numbers of which each value of an image has one lie in its axes. */
    private RowLayout layoutOf(List<Long> row, HeadForm.Parameter number, String name) {
        if (half == Half.ENCODER || number.width() != image.size()) {
            return new RowLayout(List.of(number.width()), null);
        }
        boolean isImage = row.size() == 1 || row.size() == 3 || image.channels() == 1;
        return isImage
                ? RowLayout.ofData(
                        row, image, layout, RowLayout.what(session.file(), "output", name))
                : new RowLayout(List.of(number.width()), null);
    }

    /** Limits values that are outside by a rounding error alone, and rejects others. */
    private void limit(String name, HeadForm.Parameter number, double[] values) {
        double least = limit(number.least(), number);
        double greatest = limit(number.greatest(), number);
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "%s: output '%s' is %s in row %s; expected finite numbers\nlook at the model on that input: too large activations, a logarithm of 0"
                                .formatted(session.file(), name, value, i / number.width()));
            }
            if (!(value >= least - rounding(least, greatest)
                    && value <= greatest + rounding(greatest, least))) {
                String limits =
                        greatest == Double.POSITIVE_INFINITY
                                ? "at least " + text(least)
                                : text(least) + " to " + text(greatest);
                throw new IllegalArgumentException(
                        "%s: output '%s' is read as %s and has the value %s; expected %s\nlook at the model on that input%s"
                                .formatted(
                                        session.file(),
                                        name,
                                        number.name(),
                                        (float) value,
                                        limits,
                                        outputs.unlimited()
                                                .map(form -> ", or export " + form + " instead")
                                                .orElse("")));
            }
            values[i] = Math.min(Math.max(value, least), greatest);
        }
    }

    /** Returns the rounding error at an end of an interval, whose length counts if the end is 0. */
    private static double rounding(double end, double other) {
        double size = Math.abs(end == 0 ? other : end);
        return Double.isInfinite(size) ? 0 : ROUNDING * size;
    }

    private double limit(double of, HeadForm.Parameter number) {
        return half == Half.DECODER ? range.toFile(of, number.unit()) : of;
    }

    private static String text(double limit) {
        return limit == Math.rint(limit)
                ? Long.toString((long) limit)
                : Float.toString((float) limit);
    }
}
