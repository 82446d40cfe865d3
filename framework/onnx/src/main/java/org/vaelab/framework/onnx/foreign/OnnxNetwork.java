// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.onnx.read.GraphProgram;
import org.vaelab.framework.onnx.read.TensorPort;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.tensor.Tensor;

/**
 * A file of ONNX as a network: from [..., inputs] to the output of a head. K draws are further
 * rows.
 *
 * @param input the only input
 * @param inputLayout how a row of the input lies in the file
 * @param outputs which outputs are read, and in which form
 * @param image the shape of examples
 */
record OnnxNetwork(
        HalfFile file,
        GraphProgram program,
        TensorPort input,
        TensorLayout inputLayout,
        ChosenOutputs outputs,
        DataShape image)
        implements Network {

    /** A rounding error of float32 arithmetic, relative: 16 units. */
    private static final double ROUNDING = 0x1p-20;

    private Range range() {
        return file.range();
    }

    private boolean encodes() {
        return file.half() == Half.ENCODER;
    }

    @Override
    public Tensor apply(Tensor x) {
        int rows = x.shape().range(0, -1).size();
        Tensor flat = x.reshape(rows, x.shape().extent(-1)).cast(x.runtime().dtype());
        Map<String, Tensor> found =
                program.apply(inputLayout.toFile(encodes() ? range().toFile(flat) : flat));
        List<Tensor> numbers = new ArrayList<>();
        for (int i = 0; i < outputs.names().size(); i++) {
            String name = outputs.names().get(i);
            HeadForm.Parameter number = outputs.form().numbers().get(i);
            numbers.add(read(name, number, Objects.requireNonNull(found.get(name)), rows));
        }
        Tensor all = outputs.form().toHead().apply(numbers);
        return all.reshape(x.shape().with(-1, all.shape().extent(-1)));
    }

    @Override
    public List<Parameter> parameters() {
        return program.parameters();
    }

    @Override
    public int heldPerRow() {
        return program.heldPerRow();
    }

    /** Returns this file with its numbers read in another form and range. */
    OnnxNetwork readAs(HeadForm form, Range other) {
        return new OnnxNetwork(
                file.with(other, file.layout()),
                program,
                input,
                inputLayout,
                outputs.readAs(form),
                image);
    }

    /**
     * Returns this file with another order of axes.
     *
     * @throws IllegalArgumentException if the shapes exclude it
     */
    OnnxNetwork in(Layout other) {
        HalfFile file = this.file.with(range(), other);
        TensorLayout rows = encodes() ? file.ofData(input, image) : inputLayout;
        return new OnnxNetwork(file, program, input, rows, outputs, image);
    }

    /**
     * Returns this file in all other forms of the same widths, in each of several ranges.
     *
     * @param ranges to try where numbers have one
     */
    List<OnnxNetwork> readings(List<Range> ranges) {
        List<OnnxNetwork> readings = new ArrayList<>();
        for (HeadForm form : outputs.sameWidths()) {
            boolean hasRange = encodes() || form.hasUnits();
            for (Range each : hasRange ? ranges : List.of(Range.UNIT)) {
                OnnxNetwork read = readAs(form, each);
                if (!read.equals(this)) {
                    readings.add(read);
                }
            }
        }
        return readings;
    }

    private Tensor read(String name, HeadForm.Parameter number, Tensor output, int rows) {
        List<Long> row = new ArrayList<>();
        for (int i = 1; i < output.shape().rank(); i++) {
            row.add((long) output.shape().extent(i));
        }
        boolean isRows = output.shape().rank() > 0 && output.shape().extent(0) == rows;
        long width = row.stream().reduce(1L, (a, b) -> a * b);
        if (!isRows) {
            throw new IllegalArgumentException(
                    "%s: output '%s' has the shape %s for %s rows; expected as many rows\nthe graph mixes the rows of a batch"
                            .formatted(file.path(), name, output.shape(), rows));
        }
        if (width != number.width()) {
            throw ChosenOutputs.wrongWidth(
                    file.path(), file.half(), name, TensorLayout.shape(row), width, number);
        }
        Tensor values = limited(name, number, layoutOf(row, number, name).fromFile(output));
        return encodes() ? values : range().fromFile(values, number.unit());
    }

    /** Only numbers of which each value of an image has one lie in its axes. */
    private TensorLayout layoutOf(List<Long> row, HeadForm.Parameter number, String name) {
        boolean isImage = row.size() == 1 || row.size() == 3 || image.channels() == 1;
        return isImage && !encodes() && number.width() == image.size()
                ? TensorLayout.ofData(
                        row, image, file.layout(), TensorLayout.what(file.path(), "output", name))
                : new TensorLayout(List.of((long) number.width()), null);
    }

    /**
     * Limits values that are outside by a rounding error alone, and rejects others if they can be
     * read.
     */
    private Tensor limited(String name, HeadForm.Parameter number, Tensor values) {
        double least = limit(number.least(), number);
        double greatest = limit(number.greatest(), number);
        if (file.checks() && !values.isTracked()) {
            requireWithin(name, number, values, least, greatest);
        }
        Tensor above = Double.isInfinite(least) ? values : values.maximum(least);
        return Double.isInfinite(greatest) ? above : above.minimum(greatest);
    }

    private void requireWithin(
            String name, HeadForm.Parameter number, Tensor values, double least, double greatest) {
        double low;
        double high;
        try {
            low = values.min().readScalar();
            high = values.max().readScalar();
        } catch (UntraceableException e) {
            // An export has no values.
            return;
        }
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            throw new IllegalArgumentException(
                    "%s: output '%s' has the value %s; expected finite numbers\nlook at the model on that input: too large activations, a logarithm of 0"
                            .formatted(file.path(), name, Double.isFinite(low) ? high : low));
        }
        boolean below = low < least - rounding(least, greatest);
        if (below || high > greatest + rounding(greatest, least)) {
            String limits =
                    greatest == Double.POSITIVE_INFINITY
                            ? "at least " + text(least)
                            : text(least) + " to " + text(greatest);
            throw new IllegalArgumentException(
                    "%s: output '%s' is read as %s and has the value %s; expected %s\nlook at the model on that input%s"
                            .formatted(
                                    file.path(),
                                    name,
                                    number.name(),
                                    (float) (below ? low : high),
                                    limits,
                                    outputs.unlimited()
                                            .map(form -> ", or export " + form + " instead")
                                            .orElse("")));
        }
    }

    /** Returns the rounding error at an end of an interval, whose length counts if the end is 0. */
    private static double rounding(double end, double other) {
        double size = Math.abs(end == 0 ? other : end);
        return Double.isInfinite(size) ? 0 : ROUNDING * size;
    }

    private double limit(double of, HeadForm.Parameter number) {
        return encodes() ? of : range().toFile(of, number.unit());
    }

    private static String text(double limit) {
        return limit == Math.rint(limit)
                ? Long.toString((long) limit)
                : Float.toString((float) limit);
    }
}
