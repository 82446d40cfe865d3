// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
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

    /** By function: pairs of argument and value. */
    static final List<Golden> GOLDEN =
            table(
                    """
            ERF: 1e-09 1.1283791670955127e-09, 0.001 0.0011283787909692365, 0.1 0.1124629160182849
            ERF: 0.25 0.27632639016823696, 0.5 0.5204998778130465, 1.0 0.8427007929497149
            ERF: 2.0 0.9953222650189527, 3.5 0.9999992569016276, -0.7 -0.6778011938374184
            ERF: -2.5 -0.999593047982555
            LGAMMA: 1e-05 11.512919692895826, 0.1 2.252712651734206, 0.5 0.5723649429247001
            LGAMMA: 1.0 0.0, 1.25 -0.09827183642181316, 1.5 -0.12078223763524522, 2.0 0.0
            LGAMMA: 2.5 0.2846828704729192, 3.0 0.6931471805599453, 10.0 12.801827480081469
            LGAMMA: 20.0 39.339884187199495, 100.0 359.1342053695754, 1000.0 5905.220423209181
            LGAMMA: -0.5 1.2655121234846454, -1.5 0.860047015376481, -2.25 0.5555015450206475
            LGAMMA: -10.5 -15.147270590717842
            DIGAMMA: 1e-05 -100000.57719921567, 0.1 -10.423754940411076, 0.5 -1.9635100260214235
            DIGAMMA: 1.0 -0.5772156649015329, 1.25 -0.22745353337626542, 1.5 0.03648997397857652
            DIGAMMA: 2.0 0.42278433509846713, 2.5 0.7031566406452432, 3.0 0.9227843350984671
            DIGAMMA: 10.0 2.251752589066721, 20.0 2.970523992242149, 100.0 4.600161852738087
            DIGAMMA: 1000.0 6.907255195648812, -0.5 0.03648997397857652, -1.5 0.7031566406452432
            DIGAMMA: -2.25 4.158583564657972, -10.5 2.3982391295357814
            TRIGAMMA: 1e-05 10000000001.644909, 0.1 101.43329915079275, 0.5 4.934802200544679
            TRIGAMMA: 1.0 1.6449340668482264, 1.25 1.1973291545071107, 1.5 0.9348022005446793
            TRIGAMMA: 2.0 0.6449340668482264, 2.5 0.49035775610023485, 3.0 0.39493406684822646
            TRIGAMMA: 10.0 0.10516633568168575, 20.0 0.05127082293520312
            TRIGAMMA: 100.0 0.010050166663333571, 1000.0 0.0010005001666666333
            TRIGAMMA: -0.5 8.934802200544679, -1.5 9.379246644989124, -2.25 19.37941051186914
            TRIGAMMA: -10.5 9.778757739814813
            EXPM1: 1e-10 1.00000000005e-10, -1e-10 -9.999999999500001e-11
            EXPM1: 0.0001 0.00010000500016667084, -0.3 -0.2591817793182821, 0.7 1.0137527074704764
            LOG1P: 1e-10 9.999999999500001e-11, -1e-10 -1.00000000005e-10
            LOG1P: 0.0001 9.999500033330834e-05, -0.3 -0.35667494393873234, 0.7 0.5306282510621704
            SOFTPLUS: -60.0 8.756510762696529e-27, -30.0 9.357622968839737e-14
            SOFTPLUS: -10.0 4.539889921686465e-05, -1.0 0.3132616875182228, 0.0 0.6931471805599453
            SOFTPLUS: 1.0 1.3132616875182228, 10.0 10.000045398899218, 30.0 30.000000000000092
            SIGMOID: -60.0 8.75651076269652e-27, -30.0 9.357622968839299e-14
            SIGMOID: -10.0 4.5397868702434395e-05, -1.0 0.2689414213699951, 0.0 0.5
            SIGMOID: 1.0 0.7310585786300049, 10.0 0.9999546021312976
            TANH: 1e-09 1e-09, -0.0001 -9.999999966666667e-05, 0.01 0.00999966667999946
            TANH: 0.3 0.2913126124515909, -0.6 -0.5370495669980353, 1.0 0.7615941559557649
            TANH: 5.0 0.9999092042625951
            """);

    /** Arguments where naive formulas fail; {@code f} stands behind floats. */
    private static final List<Golden> EXTREMES =
            table(
                    """
            NEGATE: 0 -0.0, Infinity -Infinity, NaN NaN
            ABS: -Infinity Infinity, -0.0 0, NaN NaN
            SIGN: -Infinity -1, Infinity 1, 0 0, 1e-30 1
            FLOOR: -0.5 -1, 2 2, -Infinity -Infinity, NaN NaN, 1e30f 1e30f
            EXP: -1e4 0, 1e4 Infinity, -Infinity 0, Infinity Infinity, NaN NaN
            EXPM1: -1e4 -1, 1e4 Infinity, -Infinity -1, Infinity Infinity, NaN NaN
            LOG: 0 -Infinity, -1 NaN, 1 0, Infinity Infinity, NaN NaN
            LOG1P: -1 -Infinity, -2 NaN, 0 0, Infinity Infinity, NaN NaN
            SQRT: 0 0, -1 NaN, Infinity Infinity, NaN NaN
            SQUARE: -Infinity Infinity, NaN NaN, -1e15f 9.999999739822082e+29
            RECIPROCAL: Infinity 0, -Infinity 0, 0 Infinity, NaN NaN
            SIN: 0 0, NaN NaN, Infinity NaN
            COS: 0 1, NaN NaN, Infinity NaN
            TANH: 1000 1, -1000 -1, Infinity 1, -Infinity -1, NaN NaN, 1e-30f 1e-30f
            SIGMOID: 1000 1, -1000 0, Infinity 1, -Infinity 0, NaN NaN, 0 0.5
            SOFTPLUS: 1000 1000, -1000 0, 1e30f 1e30f, Infinity Infinity, -Infinity 0, NaN NaN
            RELU: -1000 0, 1000 1000, Infinity Infinity, -Infinity 0, NaN NaN
            ELU: -1000 -1, 1000 1000, Infinity Infinity, -Infinity -1, NaN NaN
            ERF: 30 1, -30 -1, Infinity 1, -Infinity -1, 0 0, NaN NaN
            LGAMMA: 1 0, 2 0, 0 Infinity, -3 Infinity, Infinity Infinity, NaN NaN
            DIGAMMA: Infinity Infinity, NaN NaN
            TRIGAMMA: Infinity 0, NaN NaN
            """);

    private SpecialFunctionCases() {}

    private static List<Golden> table(String text) {
        List<Golden> table = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] row = line.split(": ", -1);
            for (String pair : row[1].split(", ", -1)) {
                String[] numbers = pair.split(" ", -1);
                Unary function = Unary.valueOf(row[0]);
                table.add(new Golden(function, number(numbers[0]), number(numbers[1])));
            }
        }
        return table;
    }

    private static double number(String text) {
        return text.endsWith("f") ? Float.parseFloat(text) : Double.parseDouble(text);
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
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            for (Golden golden : GOLDEN) {
                tests.add(
                        dtype,
                        golden.function() + "(" + golden.x() + ")",
                        probe -> golden(probe, golden));
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
        Buffer y = probe.backend().elementwise().unary(golden.function(), probe.create(x));
        expect(probe, golden.function(), want, y);
    }

    static Stream<DynamicTest> extremes(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            for (Unary function : Unary.values()) {
                List<Golden> row =
                        EXTREMES.stream().filter(each -> each.function() == function).toList();
                ReferenceArray x = column(row, Golden::x);
                tests.add(
                        dtype,
                        function + " at " + Arrays.toString(x.values()),
                        probe ->
                                expect(
                                        probe,
                                        function,
                                        column(row, Golden::y),
                                        probe.backend()
                                                .elementwise()
                                                .unary(function, probe.create(x))));
            }
            for (Binary function : Binary.values()) {
                if (function != Binary.POWER && function != Binary.ATAN2) {
                    tests.add(
                            dtype,
                            function + " of NaN and infinities",
                            probe -> pairs(probe, function));
                }
            }

            tests.add(dtype, "POWER at its edges", probe -> power(probe));
            tests.add(dtype, "ATAN2 at the axes", probe -> angles(probe));
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
                probe.backend()
                        .elementwise()
                        .binary(function, probe.create(column), probe.create(values)));
    }

    /** The origin and the axes with both signs of zero, the diagonals, and points far away. */
    private static void angles(Probe probe) {
        ReferenceArray values =
                ReferenceArray.of(
                        Shape.of(9), 0, -0.0, 1, -1, 1e-30f, 1e30f, INFINITY, -INFINITY, NAN);
        ReferenceArray column = values.reshape(Shape.of(9, 1));
        probe.expect(
                "ATAN2 of each pair",
                ReferenceOperations.binary(Binary.ATAN2, column, values),
                probe.backend()
                        .elementwise()
                        .binary(Binary.ATAN2, probe.create(column), probe.create(values)),
                probe.elementary());
    }

    private static void power(Probe probe) {
        ReferenceArray a = ReferenceArray.of(Shape.of(9), 0, 0, 0, -2, -2, 4, 1, 1e-20f, 10);
        ReferenceArray b = ReferenceArray.of(Shape.of(9), 0, 1, -1, 3, -2, 0.5, 1e6, 2, -3);
        probe.expect(
                "POWER",
                ReferenceOperations.binary(Binary.POWER, a, b),
                probe.backend()
                        .elementwise()
                        .binary(Binary.POWER, probe.create(a), probe.create(b)),
                probe.elementary());
    }
}
