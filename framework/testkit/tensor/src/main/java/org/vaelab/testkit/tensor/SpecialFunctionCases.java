// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/** Functions at extreme arguments, and against golden values. */
final class SpecialFunctionCases {

    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    /** A value computed with 40 digits. */
    record Golden(Unary function, double x, double y) {}

    // Some are constants of mathematics by accident of their argument.
    @SuppressWarnings("MathConstants")
    static final List<Golden> GOLDEN =
            List.of(
                    new Golden(Unary.ERF, 1e-09, 1.1283791670955127e-09),
                    new Golden(Unary.ERF, 0.001, 0.0011283787909692365),
                    new Golden(Unary.ERF, 0.1, 0.1124629160182849),
                    new Golden(Unary.ERF, 0.25, 0.27632639016823696),
                    new Golden(Unary.ERF, 0.5, 0.5204998778130465),
                    new Golden(Unary.ERF, 1.0, 0.8427007929497149),
                    new Golden(Unary.ERF, 2.0, 0.9953222650189527),
                    new Golden(Unary.ERF, 3.5, 0.9999992569016276),
                    new Golden(Unary.ERF, -0.7, -0.6778011938374184),
                    new Golden(Unary.ERF, -2.5, -0.999593047982555),
                    new Golden(Unary.LGAMMA, 1e-05, 11.512919692895826),
                    new Golden(Unary.LGAMMA, 0.1, 2.252712651734206),
                    new Golden(Unary.LGAMMA, 0.5, 0.5723649429247001),
                    new Golden(Unary.LGAMMA, 1.0, 0.0),
                    new Golden(Unary.LGAMMA, 1.25, -0.09827183642181316),
                    new Golden(Unary.LGAMMA, 1.5, -0.12078223763524522),
                    new Golden(Unary.LGAMMA, 2.0, 0.0),
                    new Golden(Unary.LGAMMA, 2.5, 0.2846828704729192),
                    new Golden(Unary.LGAMMA, 3.0, 0.6931471805599453),
                    new Golden(Unary.LGAMMA, 10.0, 12.801827480081469),
                    new Golden(Unary.LGAMMA, 20.0, 39.339884187199495),
                    new Golden(Unary.LGAMMA, 100.0, 359.1342053695754),
                    new Golden(Unary.LGAMMA, 1000.0, 5905.220423209181),
                    new Golden(Unary.LGAMMA, -0.5, 1.2655121234846454),
                    new Golden(Unary.LGAMMA, -1.5, 0.860047015376481),
                    new Golden(Unary.LGAMMA, -2.25, 0.5555015450206475),
                    new Golden(Unary.LGAMMA, -10.5, -15.147270590717842),
                    new Golden(Unary.DIGAMMA, 1e-05, -100000.57719921567),
                    new Golden(Unary.DIGAMMA, 0.1, -10.423754940411076),
                    new Golden(Unary.DIGAMMA, 0.5, -1.9635100260214235),
                    new Golden(Unary.DIGAMMA, 1.0, -0.5772156649015329),
                    new Golden(Unary.DIGAMMA, 1.25, -0.22745353337626542),
                    new Golden(Unary.DIGAMMA, 1.5, 0.03648997397857652),
                    new Golden(Unary.DIGAMMA, 2.0, 0.42278433509846713),
                    new Golden(Unary.DIGAMMA, 2.5, 0.7031566406452432),
                    new Golden(Unary.DIGAMMA, 3.0, 0.9227843350984671),
                    new Golden(Unary.DIGAMMA, 10.0, 2.251752589066721),
                    new Golden(Unary.DIGAMMA, 20.0, 2.970523992242149),
                    new Golden(Unary.DIGAMMA, 100.0, 4.600161852738087),
                    new Golden(Unary.DIGAMMA, 1000.0, 6.907255195648812),
                    new Golden(Unary.DIGAMMA, -0.5, 0.03648997397857652),
                    new Golden(Unary.DIGAMMA, -1.5, 0.7031566406452432),
                    new Golden(Unary.DIGAMMA, -2.25, 4.158583564657972),
                    new Golden(Unary.DIGAMMA, -10.5, 2.3982391295357814),
                    new Golden(Unary.TRIGAMMA, 1e-05, 10000000001.644909),
                    new Golden(Unary.TRIGAMMA, 0.1, 101.43329915079275),
                    new Golden(Unary.TRIGAMMA, 0.5, 4.934802200544679),
                    new Golden(Unary.TRIGAMMA, 1.0, 1.6449340668482264),
                    new Golden(Unary.TRIGAMMA, 1.25, 1.1973291545071107),
                    new Golden(Unary.TRIGAMMA, 1.5, 0.9348022005446793),
                    new Golden(Unary.TRIGAMMA, 2.0, 0.6449340668482264),
                    new Golden(Unary.TRIGAMMA, 2.5, 0.49035775610023485),
                    new Golden(Unary.TRIGAMMA, 3.0, 0.39493406684822646),
                    new Golden(Unary.TRIGAMMA, 10.0, 0.10516633568168575),
                    new Golden(Unary.TRIGAMMA, 20.0, 0.05127082293520312),
                    new Golden(Unary.TRIGAMMA, 100.0, 0.010050166663333571),
                    new Golden(Unary.TRIGAMMA, 1000.0, 0.0010005001666666333),
                    new Golden(Unary.TRIGAMMA, -0.5, 8.934802200544679),
                    new Golden(Unary.TRIGAMMA, -1.5, 9.379246644989124),
                    new Golden(Unary.TRIGAMMA, -2.25, 19.37941051186914),
                    new Golden(Unary.TRIGAMMA, -10.5, 9.778757739814813),
                    new Golden(Unary.EXPM1, 1e-10, 1.00000000005e-10),
                    new Golden(Unary.EXPM1, -1e-10, -9.999999999500001e-11),
                    new Golden(Unary.EXPM1, 0.0001, 0.00010000500016667084),
                    new Golden(Unary.EXPM1, -0.3, -0.2591817793182821),
                    new Golden(Unary.EXPM1, 0.7, 1.0137527074704764),
                    new Golden(Unary.LOG1P, 1e-10, 9.999999999500001e-11),
                    new Golden(Unary.LOG1P, -1e-10, -1.00000000005e-10),
                    new Golden(Unary.LOG1P, 0.0001, 9.999500033330834e-05),
                    new Golden(Unary.LOG1P, -0.3, -0.35667494393873234),
                    new Golden(Unary.LOG1P, 0.7, 0.5306282510621704),
                    new Golden(Unary.SOFTPLUS, -60.0, 8.756510762696529e-27),
                    new Golden(Unary.SOFTPLUS, -30.0, 9.357622968839737e-14),
                    new Golden(Unary.SOFTPLUS, -10.0, 4.539889921686465e-05),
                    new Golden(Unary.SOFTPLUS, -1.0, 0.3132616875182228),
                    new Golden(Unary.SOFTPLUS, 0.0, 0.6931471805599453),
                    new Golden(Unary.SOFTPLUS, 1.0, 1.3132616875182228),
                    new Golden(Unary.SOFTPLUS, 10.0, 10.000045398899218),
                    new Golden(Unary.SOFTPLUS, 30.0, 30.000000000000092),
                    new Golden(Unary.SIGMOID, -60.0, 8.75651076269652e-27),
                    new Golden(Unary.SIGMOID, -30.0, 9.357622968839299e-14),
                    new Golden(Unary.SIGMOID, -10.0, 4.5397868702434395e-05),
                    new Golden(Unary.SIGMOID, -1.0, 0.2689414213699951),
                    new Golden(Unary.SIGMOID, 0.0, 0.5),
                    new Golden(Unary.SIGMOID, 1.0, 0.7310585786300049),
                    new Golden(Unary.SIGMOID, 10.0, 0.9999546021312976),
                    new Golden(Unary.TANH, 1e-09, 1e-09),
                    new Golden(Unary.TANH, -0.0001, -9.999999966666667e-05),
                    new Golden(Unary.TANH, 0.01, 0.00999966667999946),
                    new Golden(Unary.TANH, 0.3, 0.2913126124515909),
                    new Golden(Unary.TANH, -0.6, -0.5370495669980353),
                    new Golden(Unary.TANH, 1.0, 0.7615941559557649),
                    new Golden(Unary.TANH, 5.0, 0.9999092042625951));

    /** Arguments, then values, of each function where naive formulas fail. */
    private static final List<List<Golden>> EXTREMES =
            List.of(
                    row(Unary.NEGATE, 0, -0.0, INFINITY, -INFINITY, NAN, NAN),
                    row(Unary.ABS, -INFINITY, INFINITY, -0.0, 0, NAN, NAN),
                    row(Unary.SIGN, -INFINITY, -1, INFINITY, 1, 0, 0, 1e-30, 1),
                    row(Unary.FLOOR, -0.5, -1, 2, 2, -INFINITY, -INFINITY, NAN, NAN, 1e30f, 1e30f),
                    row(
                            Unary.EXP, -1e4, 0, 1e4, INFINITY, -INFINITY, 0, INFINITY, INFINITY,
                            NAN, NAN),
                    row(
                            Unary.EXPM1,
                            -1e4,
                            -1,
                            1e4,
                            INFINITY,
                            -INFINITY,
                            -1,
                            INFINITY,
                            INFINITY,
                            NAN,
                            NAN),
                    row(Unary.LOG, 0, -INFINITY, -1, NAN, 1, 0, INFINITY, INFINITY, NAN, NAN),
                    row(Unary.LOG1P, -1, -INFINITY, -2, NAN, 0, 0, INFINITY, INFINITY, NAN, NAN),
                    row(Unary.SQRT, 0, 0, -1, NAN, INFINITY, INFINITY, NAN, NAN),
                    row(
                            Unary.SQUARE,
                            -INFINITY,
                            INFINITY,
                            NAN,
                            NAN,
                            -1e15f,
                            1e15f * (double) 1e15f),
                    row(Unary.RECIPROCAL, INFINITY, 0, -INFINITY, 0, 0, INFINITY, NAN, NAN),
                    row(Unary.SIN, 0, 0, NAN, NAN, INFINITY, NAN),
                    row(Unary.COS, 0, 1, NAN, NAN, INFINITY, NAN),
                    row(
                            Unary.TANH,
                            1000,
                            1,
                            -1000,
                            -1,
                            INFINITY,
                            1,
                            -INFINITY,
                            -1,
                            NAN,
                            NAN,
                            1e-30f,
                            1e-30f),
                    row(
                            Unary.SIGMOID,
                            1000,
                            1,
                            -1000,
                            0,
                            INFINITY,
                            1,
                            -INFINITY,
                            0,
                            NAN,
                            NAN,
                            0,
                            0.5),
                    row(
                            Unary.SOFTPLUS,
                            1000,
                            1000,
                            -1000,
                            0,
                            1e30f,
                            1e30f,
                            INFINITY,
                            INFINITY,
                            -INFINITY,
                            0,
                            NAN,
                            NAN),
                    row(
                            Unary.RELU,
                            -1000,
                            0,
                            1000,
                            1000,
                            INFINITY,
                            INFINITY,
                            -INFINITY,
                            0,
                            NAN,
                            NAN),
                    row(
                            Unary.ELU, -1000, -1, 1000, 1000, INFINITY, INFINITY, -INFINITY, -1,
                            NAN, NAN),
                    row(Unary.ERF, 30, 1, -30, -1, INFINITY, 1, -INFINITY, -1, 0, 0, NAN, NAN),
                    row(
                            Unary.LGAMMA,
                            1,
                            0,
                            2,
                            0,
                            0,
                            INFINITY,
                            -3,
                            INFINITY,
                            INFINITY,
                            INFINITY,
                            NAN,
                            NAN),
                    row(Unary.DIGAMMA, INFINITY, INFINITY, NAN, NAN),
                    row(Unary.TRIGAMMA, INFINITY, 0, NAN, NAN));

    private SpecialFunctionCases() {}

    private static List<Golden> row(Unary function, double... pairs) {
        return IntStream.range(0, pairs.length / 2)
                .mapToObj(i -> new Golden(function, pairs[2 * i], pairs[2 * i + 1]))
                .toList();
    }

    /**
     * Judges a function: the elementary ones by their relative error, those with a zero that is not
     * at a representable place by their error relative to 1 or the value, whichever is larger.
     */
    static void expect(Probe probe, Unary function, ReferenceArray want, Buffer got) {
        ReferenceArray atLeastOne = want.map(y -> Math.max(1, Math.abs(y)));
        boolean single = probe.dtype() == DType.FLOAT32;
        switch (function) {
            case NEGATE, ABS, SIGN, FLOOR, RELU -> probe.expectExactly(function.name(), want, got);
            case SIN, COS ->
                    probe.expect(function.name(), want, got, probe.elementary(), atLeastOne);
            case LGAMMA, DIGAMMA, TRIGAMMA ->
                    probe.expect(function.name(), want, got, single ? 2e-5 : 1e-11, atLeastOne);
            default -> probe.expect(function.name(), want, got, probe.elementary());
        }
    }

    static Stream<DynamicTest> golden(TensorBackend backend) {
        List<DynamicTest> tests = new ArrayList<>();
        for (DType dtype : Probe.FLOATING) {
            for (Golden golden : GOLDEN) {
                tests.add(
                        Probe.test(
                                backend,
                                dtype,
                                golden.function() + "(" + golden.x() + ")",
                                probe -> golden(probe, golden)));
            }
        }
        return tests.stream();
    }

    private static void golden(Probe probe, Golden golden) {
        ReferenceArray x = ReferenceArray.of(Shape.of(1), golden.x());
        ReferenceArray rounded = probe.rounded(x);
        // In single precision the argument moves; the value moves along the tested reference.
        ReferenceArray want =
                rounded.at(0) == golden.x()
                        ? ReferenceArray.of(Shape.of(1), golden.y())
                        : ReferenceOperations.unary(golden.function(), rounded);
        Buffer y = probe.backend().unary(golden.function(), probe.create(x));
        expect(probe, golden.function(), want, y);
    }

    static Stream<DynamicTest> extremes(TensorBackend backend) {
        List<DynamicTest> tests = new ArrayList<>();
        for (DType dtype : Probe.FLOATING) {
            for (List<Golden> row : EXTREMES) {
                Unary function = row.get(0).function();
                ReferenceArray x = column(row, Golden::x);
                tests.add(
                        Probe.test(
                                backend,
                                dtype,
                                function + " at " + Arrays.toString(x.values()),
                                probe ->
                                        expect(
                                                probe,
                                                function,
                                                column(row, Golden::y),
                                                probe.backend().unary(function, probe.create(x)))));
            }
            for (Binary function : Binary.values()) {
                if (function != Binary.POWER) {
                    tests.add(
                            Probe.test(
                                    backend,
                                    dtype,
                                    function + " of NaN and infinities",
                                    probe -> pairs(probe, function)));
                }
            }

            tests.add(Probe.test(backend, dtype, "POWER at its edges", probe -> power(probe)));
        }
        return tests.stream();
    }

    private static ReferenceArray column(List<Golden> row, ToDoubleFunction<Golden> part) {
        return ReferenceArray.of(Shape.of(row.size()), row.stream().mapToDouble(part).toArray());
    }

    private static void pairs(Probe probe, Binary function) {
        ReferenceArray values = ReferenceArray.of(Shape.of(6), NAN, INFINITY, -INFINITY, 0, 1, -1);
        ReferenceArray column = values.reshape(Shape.of(6, 1));
        probe.expectExactly(
                function + " of each pair",
                ReferenceOperations.binary(function, column, values),
                probe.backend().binary(function, probe.create(column), probe.create(values)));
    }

    private static void power(Probe probe) {
        ReferenceArray a = ReferenceArray.of(Shape.of(9), 0, 0, 0, -2, -2, 4, 1, 1e-20f, 10);
        ReferenceArray b = ReferenceArray.of(Shape.of(9), 0, 1, -1, 3, -2, 0.5, 1e6, 2, -3);
        probe.expect(
                "POWER",
                ReferenceOperations.binary(Binary.POWER, a, b),
                probe.backend().binary(Binary.POWER, probe.create(a), probe.create(b)),
                probe.elementary());
    }
}
