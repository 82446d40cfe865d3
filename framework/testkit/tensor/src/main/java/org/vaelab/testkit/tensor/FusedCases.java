// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.FusedOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/** Fused operations against the compositions that define them. */
final class FusedCases {

    record Definition(TensorBackend backend) implements FusedOperations {}

    static final List<Shape> MATRICES =
            List.of(
                    Shape.of(1, 1),
                    Shape.of(3, 5),
                    Shape.of(7, 33),
                    Shape.of(13, 131),
                    Shape.of(0, 4),
                    Shape.of(3, 0));

    private static final List<Activation> FUSED =
            Stream.of(Activation.values()).filter(Activation::isFused).toList();

    private FusedCases() {}

    static Stream<DynamicTest> all(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            for (Shape shape : MATRICES) {
                for (Layout layout : Layout.values()) {
                    String suffix = " of " + shape + " " + layout;
                    for (Activation activation : FUSED) {
                        tests.add(
                                dtype,
                                "linear " + activation + suffix,
                                probe -> linear(probe, activation, shape, layout));
                    }
                    tests.add(
                            dtype,
                            "bernoulliLogProbability" + suffix,
                            probe -> bernoulli(probe, shape, layout));
                    tests.add(dtype, "normalKl" + suffix, probe -> normalKl(probe, shape, layout));
                    tests.add(dtype, "gelu" + suffix, probe -> gelu(probe, shape, layout));
                    tests.add(
                            dtype,
                            "standardize" + suffix,
                            probe -> standardize(probe, shape, layout));
                }
            }
            tests.add(dtype, "fused at extreme logits", probe -> extremes(probe));
            for (int width : new int[] {784, 786, 785}) {
                tests.add(
                        dtype,
                        "bernoulliLogProbability of " + width + " logits in a row",
                        probe -> wideBernoulli(probe, width));
            }
        }
        return tests.stream();
    }

    private static void linear(Probe probe, Activation activation, Shape shape, Layout layout) {
        int inputs = shape.extent(1);
        int outputs = 4;
        Buffer x = lay(probe, shape, layout);
        Buffer w = lay(probe, Shape.of(inputs, outputs), layout);
        Buffer b = lay(probe, Shape.of(outputs), layout);
        Buffer y = probe.backend().fused().linear(x, w, b, activation);
        Buffer want = new Definition(probe.backend()).linear(x, w, b, activation);
        // Products of normals sum to about the root of their number.
        agree(probe, "linear", want, y, 2 + inputs);
        for (Layout upstream : Layout.values()) {
            Buffer dy = lay(probe, Shape.of(shape.extent(0), outputs), upstream);
            agree(
                    probe,
                    "activationGradient " + upstream,
                    new Definition(probe.backend()).activationGradient(activation, want, dy),
                    probe.backend().fused().activationGradient(activation, want, dy),
                    4);
        }
    }

    private static void bernoulli(Probe probe, Shape shape, Layout layout) {
        int rows = shape.extent(0);
        ReferenceArray bits = layout.admissible(probe.draw(shape, z -> z > 0 ? 1 : 0));
        Buffer x = layout.lay(probe.backend(), bits, probe.dtype());
        for (int draws : new int[] {1, 3}) {
            Buffer logits = lay(probe, shape.with(0, draws * rows), layout);
            Buffer gradient = lay(probe, Shape.of(draws * rows), layout);
            compare(
                    probe,
                    "bernoulliLogProbability of " + draws + " draws",
                    (f, p) -> f.bernoulliLogProbability(logits, x),
                    2 * shape.extent(1));
            compare(
                    probe,
                    "bernoulliLogProbabilityGradient of " + draws + " draws",
                    (f, p) -> f.bernoulliLogProbabilityGradient(logits, x, gradient),
                    2);
        }
    }

    /** Cases for which a backend may use other formulas: many logits, small or large ones. */
    private static void wideBernoulli(Probe probe, int width) {
        int batch = 3;
        int draws = 4;
        ReferenceArray bits = probe.draw(Shape.of(batch, width), z -> z > 0 ? 1 : 0);
        Buffer x = probe.create(bits);
        for (double largest : new double[] {1, 19, 39, 79, 1000}) {
            ReferenceArray logits =
                    probe.draw(
                            Shape.of(draws * batch, width),
                            z -> largest * Math.tanh(z / 2) * Math.min(1, Math.abs(z)));
            ReferenceArray softplus =
                    logits.map(l -> Math.max(l, 0) + Math.log1p(Math.exp(-Math.abs(l))));
            String what = "logits up to " + largest;
            Buffer l = probe.create(logits);
            probe.expect(
                    "softplus of " + what,
                    softplus,
                    probe.backend().elementwise().unary(Unary.SOFTPLUS, l),
                    probe.elementary());
            double[] sums = new double[draws * batch];
            double[] sizes = new double[sums.length];
            for (int i = 0; i < logits.shape().size(); i++) {
                double linear = bits.value(i % (batch * width)) * logits.value(i);
                sums[i / width] += linear - softplus.value(i);
                sizes[i / width] += Math.abs(linear) + softplus.value(i);
            }
            probe.expect(
                    "bernoulliLogProbability of " + what,
                    ReferenceArray.of(Shape.of(sums.length), sums),
                    probe.backend().fused().bernoulliLogProbability(l, x),
                    probe.elementary(),
                    ReferenceArray.of(Shape.of(sums.length), sizes));
        }
        double[] lost = new double[draws * batch * width];
        lost[width + 1] = Double.NaN;
        ReferenceArray nan = ReferenceArray.of(Shape.of(draws * batch, width), lost);
        double[] read =
                probe.backend()
                        .storage()
                        .readDoubles(
                                probe.backend()
                                        .fused()
                                        .bernoulliLogProbability(probe.create(nan), x));
        for (int i = 0; i < read.length; i++) {
            Probe.require(Double.isNaN(read[i]) == (i == 1), "row " + i, "NaN in row 1", read[i]);
        }
    }

    private static void normalKl(Probe probe, Shape shape, Layout layout) {
        Buffer mean = lay(probe, shape, layout);
        Buffer logVariance = lay(probe, shape, layout);
        compare(probe, "normalKl", (f, p) -> f.normalKl(mean, logVariance), 2 * shape.extent(1));
        double l = probe.rounded(ReferenceArray.of(Shape.scalar(), 1e-3)).at();
        // Where posterior and prior meet, each term is about 1e-6 / 4, and keeps its digits.
        ReferenceArray want =
                ReferenceArray.generate(
                        Shape.of(shape.extent(0)),
                        i -> 0.5 * shape.extent(1) * (l * l + Math.expm1(l) - l));
        Buffer near = probe.create(ReferenceArray.generate(shape, index -> l));
        probe.expect(
                "normalKl near 0",
                want,
                probe.backend().fused().normalKl(near, near),
                probe.dtype() == DType.FLOAT32 ? 2e-4 : 1e-12);
    }

    private static void gelu(Probe probe, Shape shape, Layout layout) {
        Buffer x = lay(probe, shape, layout);
        compare(probe, "gelu", (f, p) -> f.gelu(x), 2);
        for (Layout upstream : Layout.values()) {
            Buffer dy = lay(probe, shape, upstream);
            compare(probe, "geluGradient " + upstream, (f, p) -> f.geluGradient(x, dy), 4);
        }
    }

    private static void standardize(Probe probe, Shape shape, Layout layout) {
        Buffer x = lay(probe, shape, layout);
        double epsilon = 1e-2;
        // Of one number the difference from the mean is 0, and rounding is divided by the root of
        // epsilon.
        double scale = 10 * (2 + shape.extent(1));
        compare(probe, "standardize", (f, p) -> f.standardize(x, epsilon), scale);
        for (Layout upstream : Layout.values()) {
            Buffer dy = lay(probe, shape, upstream);
            compare(
                    probe,
                    "standardizeGradient " + upstream,
                    (f, p) -> f.standardizeGradient(x, dy, epsilon),
                    10 * scale);
        }
    }

    private static void extremes(Probe probe) {
        ReferenceArray logits = ReferenceArray.of(Shape.of(1, 4), 1000, -1000, 1000, -1000);
        ReferenceArray x = ReferenceArray.of(Shape.of(1, 4), 1, 0, 0, 1);
        Buffer one = probe.create(ReferenceArray.of(Shape.of(1), 1));
        Buffer l = probe.create(logits);
        Buffer bits = probe.create(x);
        probe.expect(
                "bernoulliLogProbability",
                ReferenceArray.of(Shape.of(1), -2000),
                probe.backend().fused().bernoulliLogProbability(l, bits),
                probe.elementary());
        probe.expectExactly(
                "bernoulliLogProbabilityGradient",
                ReferenceArray.of(Shape.of(1, 4), 0, 0, -1, 1),
                probe.backend().fused().bernoulliLogProbabilityGradient(l, bits, one));
        Buffer nan = probe.create(ReferenceArray.of(Shape.of(1, 4), 0, Double.NaN, 0, 0));
        ReferenceArray lost = ReferenceArray.of(Shape.of(1), Double.NaN);
        probe.expectExactly(
                "bernoulliLogProbability of NaN",
                lost,
                probe.backend().fused().bernoulliLogProbability(nan, bits));
        probe.expectExactly(
                "normalKl of a NaN mean", lost, probe.backend().fused().normalKl(nan, bits));
        probe.expectExactly("normalKl of NaN", lost, probe.backend().fused().normalKl(bits, nan));
    }

    static Buffer lay(Probe probe, Shape shape, Layout layout) {
        return layout.lay(probe.backend(), layout.admissible(probe.draw(shape)), probe.dtype());
    }

    private static void compare(
            Probe probe,
            String what,
            BiFunction<FusedOperations, Probe, Buffer> operation,
            double scale) {
        agree(
                probe,
                what,
                operation.apply(new Definition(probe.backend()), probe),
                operation.apply(probe.backend().fused(), probe),
                scale);
    }

    static void agree(Probe probe, String what, Buffer want, Buffer got, double scale) {
        probe.expectType(what, probe.dtype(), got);
        ReferenceArray wanted =
                ReferenceArray.of(want.shape(), probe.backend().storage().readDoubles(want));
        probe.expect(
                what,
                wanted,
                got,
                probe.elementary(),
                wanted.map(y -> Math.max(scale, Math.abs(y))));
    }
}
