// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/** A contract is worth what it finds: backends with one defect each fail it. */
final class ContractPowerTest {

    /**
     * A defect: in whose cases it must be found, the operation that has it, and its result in place
     * of the right one.
     */
    private record Defect(
            String name,
            String cases,
            String operation,
            BiFunction<TensorBackend, Object[], Object> instead) {}

    private static TensorBackend with(Defect defect) {
        TensorBackend sound = new ReferenceBackend();
        return BackendProxy.of(
                sound,
                (target, method, arguments) ->
                        method.getName().equals(defect.operation())
                                ? defect.instead().apply(sound, arguments)
                                : BackendProxy.pass(target, method, arguments));
    }

    private static Stream<DynamicTest> contract(TensorBackend backend) {
        List<Function<TensorBackend, Stream<DynamicTest>>> parts =
                List.of(
                        SpecialFunctionCases::extremes,
                        SpecialFunctionCases::golden,
                        ReductionCases::extremes,
                        ElementwiseCases::where,
                        ElementwiseCases::cast,
                        StorageCases::all,
                        FusedCases::all,
                        ReductionCases::alongAxes,
                        of -> ReductionCases.reductions(of, rank -> true),
                        ShapeCases::all,
                        ProductCases::convolutions,
                        ProductCases::matmul,
                        ElementwiseCases::unary,
                        ElementwiseCases::binary,
                        NoiseCases::all,
                        UpdateCases::all);
        return parts.stream().flatMap(part -> part.apply(backend));
    }

    private static boolean fails(DynamicTest test) {
        try {
            test.getExecutable().execute();
            return false;
        } catch (Throwable failure) {
            return true;
        }
    }

    @Tag("full")
    @TestFactory
    Stream<DynamicTest> findsEachDefect() {
        return defects()
                .map(
                        defect ->
                                DynamicTest.dynamicTest(
                                        defect.name(),
                                        () ->
                                                assertThat(
                                                                contract(with(defect))
                                                                        .filter(
                                                                                test ->
                                                                                        test.getDisplayName()
                                                                                                .startsWith(
                                                                                                        defect
                                                                                                                .cases()))
                                                                        .anyMatch(
                                                                                ContractPowerTest
                                                                                        ::fails))
                                                        .as("a case fails")
                                                        .isTrue()));
    }

    private static Stream<Defect> defects() {
        return Stream.of(
                unary("softplus overflows", Unary.SOFTPLUS, x -> Math.log(1 + Math.exp(x))),
                unary("expm1 cancels", Unary.EXPM1, x -> Math.exp(x) - 1),
                unary("log1p cancels", Unary.LOG1P, x -> Math.log(1 + x)),
                unary("sigmoid of float accuracy", Unary.SIGMOID, x -> (float) sigmoid(x)),
                unary("relu swallows NaN", Unary.RELU, x -> x > 0 ? x : 0),
                unary(
                        "digamma of positive numbers only",
                        Unary.DIGAMMA,
                        ContractPowerTest::digamma),
                binary("comparison of equals", Binary.LESS, (a, b) -> a <= b ? 1 : 0),
                binary("maximum swallows NaN", Binary.MAXIMUM, (a, b) -> a > b ? a : b),
                new Defect(
                        "logsumexp overflows",
                        "LOG_SUM_EXP",
                        "reduce",
                        (sound, a) ->
                                a[0] == Reduction.LOG_SUM_EXP
                                        ? sound.elementwise()
                                                .unary(
                                                        Unary.LOG,
                                                        sound.reductions()
                                                                .reduce(
                                                                        Reduction.SUM,
                                                                        sound.elementwise()
                                                                                .unary(
                                                                                        Unary.EXP,
                                                                                        (Buffer)
                                                                                                a[
                                                                                                        1]),
                                                                        (int[]) a[2],
                                                                        (boolean) a[3]))
                                        : reduce(sound, a)),
                new Defect(
                        "where multiplies",
                        "where",
                        "where",
                        (sound, a) -> {
                            Buffer c =
                                    sound.elementwise()
                                            .unary(
                                                    Unary.ABS,
                                                    sound.elementwise()
                                                            .unary(Unary.SIGN, (Buffer) a[0]));
                            Buffer other = sound.elementwise().binary(Binary.SUBTRACT, c, 1);
                            return sound.elementwise()
                                    .binary(
                                            Binary.SUBTRACT,
                                            sound.elementwise()
                                                    .binary(Binary.MULTIPLY, c, (Buffer) a[1]),
                                            sound.elementwise()
                                                    .binary(Binary.MULTIPLY, other, (Buffer) a[2]));
                        }),
                new Defect(
                        "scatter overwrites",
                        "scatterAdd",
                        "scatterAdd",
                        (sound, a) -> {
                            int axis = (int) a[1];
                            int[] indices = sound.storage().readInts((Buffer) a[2]);
                            int[] last = new int[(int) a[3]];
                            Arrays.fill(last, -1);
                            for (int i = 0; i < indices.length; i++) {
                                last[indices[i]] = i;
                            }
                            Buffer padded = sound.arrangement().pad((Buffer) a[0], axis, 0, 1);
                            int[] chosen =
                                    Arrays.stream(last)
                                            .map(i -> i < 0 ? indices.length : i)
                                            .toArray();
                            return sound.arrangement()
                                    .gather(
                                            padded,
                                            axis,
                                            sound.storage()
                                                    .create(chosen, Shape.of(chosen.length)));
                        }),
                new Defect(
                        "matmul forgets to transpose square matrices",
                        "matmul",
                        "matmul",
                        (sound, a) -> {
                            Shape shape = ((Buffer) a[0]).shape();
                            boolean square = shape.extent(-1) == shape.extent(-2);
                            return sound.products()
                                    .matmul(
                                            (Buffer) a[0],
                                            !square && (boolean) a[1],
                                            (Buffer) a[2],
                                            (boolean) a[3]);
                        }),
                new Defect("keep shares", "keep", "keep", (sound, a) -> a[0]),
                new Defect(
                        "detach is forgotten",
                        "keep",
                        "openRegion",
                        (sound, a) -> new Forgetful(sound)));
    }

    private static Object reduce(TensorBackend sound, Object[] a) {
        return sound.reductions()
                .reduce((Reduction) a[0], (Buffer) a[1], (int[]) a[2], (boolean) a[3]);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double digamma(double x) {
        return x < 0 ? Double.NaN : ReferenceFunctions.digamma(x);
    }

    private static Defect unary(String name, Unary function, DoubleUnaryOperator instead) {
        return new Defect(
                name,
                function.name(),
                "unary",
                (sound, a) ->
                        a[0] == function
                                ? elements(sound, (Buffer) a[1], instead)
                                : sound.elementwise().unary((Unary) a[0], (Buffer) a[1]));
    }

    private static Buffer elements(TensorBackend sound, Buffer x, DoubleUnaryOperator function) {
        double[] values = Arrays.stream(sound.storage().readDoubles(x)).map(function).toArray();
        return sound.storage().create(values, x.shape(), x.dtype());
    }

    private static Defect binary(String name, Binary function, DoubleBinaryOperator instead) {
        return new Defect(
                name,
                function.name(),
                "binary",
                (sound, a) -> {
                    Buffer x = (Buffer) a[1];
                    Buffer y =
                            a[2] instanceof Buffer buffer
                                    ? buffer
                                    : sound.arrangement()
                                            .fill((double) a[2], Shape.scalar(), x.dtype());
                    if (a[0] != function) {
                        return sound.elementwise().binary((Binary) a[0], x, y);
                    }
                    Shape shape = x.shape().broadcast(y.shape());
                    double[] left =
                            sound.storage().readDoubles(sound.arrangement().broadcastTo(x, shape));
                    double[] right =
                            sound.storage().readDoubles(sound.arrangement().broadcastTo(y, shape));
                    double[] result = new double[left.length];
                    Arrays.setAll(result, i -> instead.applyAsDouble(left[i], right[i]));
                    return sound.storage().create(result, shape, x.dtype());
                });
    }

    /** A region whose detach returns what dies with it. */
    private record Forgetful(StorageOperations.Region region) implements StorageOperations.Region {
        Forgetful(TensorBackend sound) {
            this(sound.storage().openRegion());
        }

        @Override
        public Buffer detach(Buffer buffer) {
            return buffer;
        }

        @Override
        public void close() {
            region.close();
        }
    }

    @Test
    void noCaseIsLost() {
        int cases =
                contract(new ReferenceBackend())
                        .map(test -> test.getDisplayName().replaceAll(".*, (\\d+) cases", "$1"))
                        .mapToInt(Integer::parseInt)
                        .sum();
        assertThat(cases).as("cases of a backend").isGreaterThanOrEqualTo(7714);
        assertThat(GradientCases.all()).hasSizeGreaterThanOrEqualTo(1031);
    }

    @Tag("full")
    @Test
    void doesNotFindWhatIsNotThere() {
        Defect none = new Defect("none", "", "", (sound, a) -> a);
        // All of it is what ReferenceBackendTest runs; here it is the detour that is tried.
        assertThat(contract(with(none)).limit(60).filter(ContractPowerTest::fails)).isEmpty();
    }
}
