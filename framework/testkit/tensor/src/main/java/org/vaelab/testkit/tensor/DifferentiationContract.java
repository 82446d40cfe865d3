// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;

/**
 * What differentiation on a backend promises: each method of {@link Tensor} and {@link Fused}
 * against finite differences in float64, to 1e-7; pullbacks are linear; convolution and its
 * transpose are adjoint; ties, branches and tapes behave as documented.
 *
 * <p>A sweep over the public methods fails if a new one has neither a case nor a place in the list
 * of those without a gradient.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DifferentiationContract {

    private static final double TOLERANCE = 1e-7;

    /** Documented to have no gradient; {@link #haveNoGradient} asserts it of each. */
    private static final Map<String, UnaryOperator<Tensor>> WITHOUT_GRADIENT =
            Map.ofEntries(
                    Map.entry("trigamma()", Tensor::trigamma),
                    Map.entry("eq(Tensor)", w -> w.eq(w)),
                    Map.entry("lt(Tensor)", w -> w.lt(w.square())),
                    Map.entry("lt(double)", w -> w.lt(1)),
                    Map.entry("le(Tensor)", w -> w.le(w.square())),
                    Map.entry("gt(Tensor)", w -> w.gt(w.square())),
                    Map.entry("gt(double)", w -> w.gt(1)),
                    Map.entry("ge(Tensor)", w -> w.ge(w.square())),
                    Map.entry("argMax(int)", w -> w.argMax(0)),
                    Map.entry("oneHot(int)", w -> w.cast(DType.INT32).oneHot(3)),
                    Map.entry("stopGradient()", Tensor::stopGradient));

    /** Too coarse for finite differences; {@link TapeCases} checks them exactly. */
    private static final Set<String> EXACT = Set.of("cast(DType)");

    /** What the method of each function calls, which has a case. */
    private static final Set<String> OF_ANY_FUNCTION =
            Set.of(
                    "unary(Unary)",
                    "binary(Binary,Tensor)",
                    "binary(Binary,double)",
                    "reduce(Reduction,int[])");

    private TensorRuntime runtime;

    @SuppressWarnings("NullAway.Init") // opened before the first test
    protected DifferentiationContract() {}

    protected abstract BackendProvider provider();

    /** Returns the settings with which it is opened: one thread on the processor. */
    protected BackendSettings settings() {
        return new BackendSettings("cpu", 1);
    }

    @BeforeAll
    final void open() {
        runtime = TensorRuntime.strict(provider().open(settings()), DType.FLOAT64);
    }

    @AfterAll
    final void close() {
        assertThat(runtime.keptTensors()).as("tensors kept after all tests").isZero();
        runtime.close();
    }

    @TestFactory
    final Stream<DynamicTest> gradientsAgreeWithFiniteDifferences() {
        return eachCase(
                gradient ->
                        GradientCheck.of(runtime)
                                .tolerance(TOLERANCE)
                                .key(gradient.key())
                                .check(
                                        gradient.name(),
                                        gradient.function(),
                                        gradient.draw(runtime)));
    }

    @TestFactory
    final Stream<DynamicTest> pullbacksAreLinear() {
        return eachCase(this::pullbackIsLinear);
    }

    private Stream<DynamicTest> eachCase(Consumer<GradientCase> body) {
        Cases cases = new Cases();
        GradientCases.all()
                .forEach(
                        gradient ->
                                cases.add(
                                        gradient.method(),
                                        gradient.name(),
                                        inScope(() -> body.accept(gradient))));
        return cases.tests();
    }

    @SuppressWarnings("try") // the scope is opened for what is created meanwhile, not for itself
    private Executable inScope(Runnable body) {
        return () -> {
            try (TensorScope scope = runtime.scope()) {
                body.run();
            }
        };
    }

    private Stream<DynamicTest> asTests(Map<String, Runnable> bodies) {
        return bodies.entrySet().stream()
                .map(body -> DynamicTest.dynamicTest(body.getKey(), inScope(body.getValue())));
    }

    private void pullbackIsLinear(GradientCase gradient) {
        Derivative derivative =
                new Derivative(runtime, gradient.function(), List.of(gradient.draw(runtime)));
        int outputs = derivative.output().size();
        double[] u = gradient.key().split("u").normal(outputs);
        double[] v = gradient.key().split("v").normal(outputs);
        double[] combined = new double[outputs];
        Arrays.setAll(combined, i -> 2 * u[i] - 3 * v[i]);
        double[] ofU = derivative.pullback(u);
        double[] ofV = derivative.pullback(v);
        double[] ofCombined = derivative.pullback(combined);
        for (int i = 0; i < ofU.length; i++) {
            double want = 2 * ofU[i] - 3 * ofV[i];
            double scale = 1 + Math.abs(2 * ofU[i]) + Math.abs(3 * ofV[i]);
            assertThat(Math.abs(ofCombined[i] - want))
                    .as("%s (%s): %s", gradient.name(), gradient.key(), derivative.describe(i))
                    .isLessThanOrEqualTo(1e-12 * scale);
        }
    }

    /** {@code <conv(x, w), y> = <x, convT(y, w)>} for geometries drawn at random. */
    @TestFactory
    final Stream<DynamicTest> convolutionAndItsTransposeAreAdjoint() {
        Cases cases = new Cases();
        for (int i = 0; i < 25; i++) {
            RandomKey key = RandomKey.of(22).fold(i);
            cases.add("adjoint", key.toString(), inScope(() -> adjoint(key)));
        }
        return cases.tests();
    }

    private void adjoint(RandomKey key) {
        int[] n = Arrays.stream(key.uniform(9)).mapToInt(u -> (int) (3 * u)).toArray();
        ConvolutionGeometry geometry = new ConvolutionGeometry(1 + n[0], n[1]);
        Shape kernel = Shape.of(1 + n[2], 1 + n[3], 1 + n[4], 1 + n[5]);
        Shape images = Shape.of(1 + n[6], 1 + n[3], 4 + n[7], 5 + n[8]);
        Tensor x = runtime.normal(key.split("x"), images);
        Tensor w = runtime.normal(key.split("w"), kernel);
        Tensor convolved = x.conv2d(w, geometry);
        Tensor y = runtime.normal(key.split("y"), convolved.shape());
        int lost = images.extent(2) + 2 * geometry.padding() - kernel.extent(2);
        int lostAcross = images.extent(3) + 2 * geometry.padding() - kernel.extent(3);
        double forward = convolved.mul(y).sum().readScalar();
        Tensor transposed;
        if (lost % geometry.stride() == lostAcross % geometry.stride()) {
            // The columns that no stride reaches are those that outputPadding adds.
            transposed = y.convTranspose2d(w, geometry, lost % geometry.stride());
            assertThat(transposed.shape()).as("%s %s %s", key, geometry, kernel).isEqualTo(images);
        } else {
            Tensor x0 = runtime.keep(x, true);
            try (GradientTape tape = GradientTape.record(runtime)) {
                Tensor loss = x0.conv2d(w, geometry).mul(y).sum();
                transposed = tape.gradients(loss).of(x0);
            } finally {
                runtime.release(x0);
            }
        }
        double backward = transposed.mul(x).sum().readScalar();
        assertThat(backward)
                .as("%s %s %s %s", key, geometry, images, kernel)
                .isCloseTo(forward, offset(1e-10 * (1 + Math.abs(forward))));
    }

    @TestFactory
    final Stream<DynamicTest> tapes() {
        return asTests(new TapeCases(runtime).all());
    }

    @Test
    final void everyMethodHasACase() {
        Set<String> covered =
                GradientCases.all().stream()
                        .map(GradientCase::method)
                        .collect(Collectors.toCollection(TreeSet::new));
        covered.addAll(WITHOUT_GRADIENT.keySet());
        covered.addAll(EXACT);
        covered.addAll(OF_ANY_FUNCTION);
        Set<String> methods = signatures(Tensor.class, "");
        methods.addAll(signatures(Fused.class, "Fused."));
        assertThat(methods).as("public methods that return a tensor").isNotEmpty();
        assertThat(covered).as("methods with a gradient case").isEqualTo(methods);
    }

    private static Set<String> signatures(Class<?> type, String prefix) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == Tensor.class)
                .map(method -> prefix + signature(method))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }

    @TestFactory
    final Stream<DynamicTest> haveNoGradient() {
        Map<String, Runnable> bodies = new TreeMap<>();
        WITHOUT_GRADIENT.forEach(
                (method, function) -> bodies.put(method, () -> hasNoGradient(method, function)));
        return asTests(bodies);
    }

    private void hasNoGradient(String method, UnaryOperator<Tensor> function) {
        Tensor w = runtime.keep(runtime.vector(0.5, 1, 2), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor y = function.apply(w);
            if (method.equals("trigamma()")) {
                Tensor loss = y.sum();
                assertThatThrownBy(() -> tape.gradients(loss))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("trigamma has no gradient");
                return;
            }
            assertThat(y.isTracked()).as("%s is tracked", method).isFalse();
            if (y.dtype().isFloating()) {
                // Beside a path that has one, it must add nothing.
                Tensor loss = w.sum().add(y.sum());
                assertThat(tape.gradients(loss).of(w).readDoubles()).containsExactly(1, 1, 1);
            }
        } finally {
            runtime.release(w);
        }
    }
}
