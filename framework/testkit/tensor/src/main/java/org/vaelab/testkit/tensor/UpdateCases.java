// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.MomentumStep;
import org.vaelab.framework.tensor.spi.OptimizerStep;
import org.vaelab.framework.tensor.spi.RmsPropStep;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Update;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * Steps of optimisers on many parameters, and the norm of gradients, against the compositions that
 * define them: several steps on the same parameters, with gradients in every layout, one of them
 * shared by two parameters.
 */
final class UpdateCases {

    private static final double[] SCALES = {1, 0.25, 1, 0.5};

    private UpdateCases() {}

    /** The numbers of a step. */
    private interface Step {
        OptimizerStep at(int number);
    }

    static Stream<DynamicTest> all(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (var dtype : Probe.FLOATING) {
            for (Layout layout : Layout.values()) {
                String suffix = " with gradients " + layout;
                tests.add(dtype, "adam" + suffix, probe -> steps(probe, layout, UpdateCases::adam));
                tests.add(
                        dtype,
                        "momentum" + suffix,
                        probe -> steps(probe, layout, momentum(0.9, false)));
                tests.add(
                        dtype,
                        "momentum ahead" + suffix,
                        probe -> steps(probe, layout, momentum(0.9, true)));
                tests.add(
                        dtype,
                        "no momentum" + suffix,
                        probe -> steps(probe, layout, momentum(0, false)));
                tests.add(
                        dtype,
                        "rmsProp" + suffix,
                        probe -> steps(probe, layout, UpdateCases::rmsProp));
                tests.add(dtype, "norm" + suffix, probe -> norm(probe, layout));
            }
            tests.add(dtype, "adam of several dtypes", UpdateCases::severalTypes);
            tests.add(dtype, "norm at extremes", UpdateCases::extremeNorms);
        }
        return tests.stream();
    }

    private static OptimizerStep adam(int number) {
        return new AdamStep(1e-2 / number, 0.9, 0.999, 1e-8, number == 2 ? 0.1 : 0, number);
    }

    private static Step momentum(double momentum, boolean nesterov) {
        return number -> new MomentumStep(0.1 / number, momentum, nesterov);
    }

    private static OptimizerStep rmsProp(int number) {
        return new RmsPropStep(1e-2 / number, 0.9, 1e-5);
    }

    /** A parameter of the other dtype changes as if it were alone. */
    private static void severalTypes(Probe probe) {
        TensorBackend backend = probe.backend();
        List<ReferenceArray> start = startOf(probe, Shape.of(3, 5), 2);
        ReferenceArray gradient = probe.draw(Shape.of(3, 5));
        List<Update<Buffer>> mixed = new ArrayList<>();
        List<Update<Buffer>> alone = new ArrayList<>();
        List<DType> types = new ArrayList<>(Probe.FLOATING);
        types.remove(probe.dtype());
        types.add(0, probe.dtype());
        for (DType type : types) {
            for (List<Update<Buffer>> updates : List.of(mixed, alone)) {
                List<Buffer> kept =
                        start.stream()
                                .map(a -> backend.storage().keep(Layout.create(backend, a, type)))
                                .toList();
                Buffer g = Layout.create(backend, gradient, type);
                updates.add(new Update<>(kept.get(0), g, kept.subList(1, 3)));
            }
        }
        try {
            backend.updates().update(mixed, 0.5, adam(1));
            for (int i = 0; i < types.size(); i++) {
                backend.updates().update(List.of(alone.get(i)), 0.5, adam(1));
                probe.expectExactly(
                        "value of " + types.get(i),
                        ReferenceArray.of(
                                Shape.of(3, 5),
                                backend.storage().readDoubles(alone.get(i).value())),
                        mixed.get(i).value());
            }
        } finally {
            for (List<Update<Buffer>> updates : List.of(mixed, alone)) {
                for (Update<Buffer> update : updates) {
                    backend.storage().release(update.value());
                    update.state().forEach(backend.storage()::release);
                }
            }
        }
    }

    /** Parameters of all shapes; the state, as a mean square is, not negative. */
    private static List<ReferenceArray> startOf(Probe probe, Shape shape, int slots) {
        List<ReferenceArray> start = new ArrayList<>();
        start.add(probe.draw(shape));
        for (int i = 0; i < slots; i++) {
            start.add(probe.draw(shape, z -> z * z));
        }
        return start;
    }

    private static List<Buffer> keep(Probe probe, List<ReferenceArray> arrays) {
        return arrays.stream()
                .map(values -> probe.backend().storage().keep(probe.create(values)))
                .toList();
    }

    private static void steps(Probe probe, Layout layout, Step step) {
        TensorBackend backend = probe.backend();
        UpdateOperations definition = () -> backend;
        int slots = step.at(1).slots();
        List<List<Buffer>> wanted = new ArrayList<>();
        List<List<Buffer>> found = new ArrayList<>();
        List<Shape> shapes = shapes();
        for (Shape shape : shapes) {
            List<ReferenceArray> start = startOf(probe, shape, slots);
            wanted.add(keep(probe, start));
            found.add(keep(probe, start));
        }
        try {
            for (int number = 1; number <= SCALES.length; number++) {
                List<Buffer> gradients = gradients(probe, shapes, layout);
                List<double[]> before =
                        gradients.stream().map(backend.storage()::readDoubles).toList();
                double scale = SCALES[number - 1];
                OptimizerStep numbers = step.at(number);
                definition.update(updates(wanted, gradients), scale, numbers);
                backend.updates().update(updates(found, gradients), scale, numbers);
                for (int i = 0; i < shapes.size(); i++) {
                    String where = " of " + shapes.get(i) + " at step " + number;
                    for (int j = 0; j <= slots; j++) {
                        FusedCases.agree(
                                probe,
                                (j == 0 ? "value" : "state " + j) + where,
                                wanted.get(i).get(j),
                                found.get(i).get(j),
                                4);
                    }
                    probe.expectExactly(
                            "gradient" + where,
                            ReferenceArray.of(shapes.get(i), before.get(i)),
                            gradients.get(i));
                }
            }
        } finally {
            wanted.forEach(buffers -> buffers.forEach(backend.storage()::release));
            found.forEach(buffers -> buffers.forEach(backend.storage()::release));
        }
    }

    /** The last two are of one shape, and share a gradient. */
    private static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>(FusedCases.MATRICES);
        shapes.addAll(List.of(Shape.scalar(), Shape.of(5), Shape.of(2, 3, 4), Shape.of(2, 3, 4)));
        return shapes;
    }

    private static List<Buffer> gradients(Probe probe, List<Shape> shapes, Layout layout) {
        List<Buffer> gradients = new ArrayList<>();
        for (Shape shape : shapes.subList(0, shapes.size() - 1)) {
            Layout possible = Layout.of(shape).contains(layout) ? layout : Layout.CONTIGUOUS;
            gradients.add(FusedCases.lay(probe, shape, possible));
        }
        gradients.add(gradients.get(gradients.size() - 1));
        return gradients;
    }

    private static List<Update<Buffer>> updates(List<List<Buffer>> kept, List<Buffer> gradients) {
        List<Update<Buffer>> updates = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            List<Buffer> arrays = kept.get(i);
            updates.add(
                    new Update<>(
                            arrays.get(0), gradients.get(i), arrays.subList(1, arrays.size())));
        }
        return updates;
    }

    private static void norm(Probe probe, Layout layout) {
        List<Buffer> parts = gradients(probe, shapes(), layout);
        double square = 0;
        for (Buffer part : parts) {
            for (double x : probe.backend().storage().readDoubles(part)) {
                square += x * x;
            }
        }
        expectNorm(probe, "norm", Math.sqrt(square), parts);
        // Long enough for several blocks, more parts than before, then fewer again.
        Shape many = Shape.of(3, 200_000);
        double[] bits = new double[many.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = i % 3 == 0 ? -2 : 0;
        }
        List<Buffer> large = new ArrayList<>(parts);
        large.add(probe.create(ReferenceArray.of(many, bits)));
        expectNorm(probe, "norm of many", Math.sqrt(square + 4 * 200_000), large);
        expectNorm(probe, "norm of one", 5, List.of(vector(probe, 3, 4)));
    }

    private static void extremeNorms(Probe probe) {
        Buffer ones = vector(probe, 1, 1);
        Buffer empty = probe.create(ReferenceArray.of(Shape.of(0)));
        expectNorm(probe, "norm of nothing", 0, List.of(empty, empty));
        expectNorm(probe, "norm of zeros", 0, List.of(vector(probe, 0, 0)));
        for (double x : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            double norm =
                    probe.backend().updates().norm(List.of(ones, vector(probe, 0, -x), empty));
            Probe.require(Double.compare(norm, x) == 0, "norm with " + x, x, norm);
        }
    }

    private static Buffer vector(Probe probe, double... values) {
        return probe.create(ReferenceArray.of(Shape.of(values.length), values));
    }

    private static void expectNorm(Probe probe, String what, double want, List<Buffer> parts) {
        double got = probe.backend().updates().norm(parts);
        Probe.require(Math.abs(got - want) <= probe.elementary() * want, what, want, got);
    }
}
