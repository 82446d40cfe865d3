// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * The contract of every {@link TensorBackend}. It compares each primitive with {@link
 * ReferenceOperations} in both precisions, for ranks 0 to 5, broadcasting, empty extents and
 * strided operands. It compares each fused operation with the composition that defines it, and
 * checks memory.
 *
 * <p>A subclass only names its provider. Results may differ from the reference by rounding:
 * elementary functions by a relative 4e-6 in float32 and 2e-13 in float64, and sums by that share
 * of the sum of their absolute terms. The tolerance of lgamma, digamma and trigamma is 2e-5 and
 * 1e-11 of {@code max(1, |value|)}. Operations without rounding, NaN, infinities and shapes are
 * exact. A reduced {@link org.vaelab.framework.tensor.shape.ProductPrecision} adds its rounding to
 * the tolerance of large products alone, see {@link ReducedProductCases}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TensorBackendContract {

    private TensorBackend backend;

    @SuppressWarnings("NullAway.Init") // opened before the first test
    protected TensorBackendContract() {}

    protected abstract BackendProvider provider();

    /**
     * Returns the provider that services announce: that of the backend under test, or of what it
     * stands on.
     */
    protected BackendProvider announced() {
        return provider();
    }

    /** Returns the settings with which it is opened: one thread on the processor. */
    protected BackendSettings settings() {
        return new BackendSettings("cpu", 1);
    }

    @BeforeAll
    final void open() {
        backend = provider().open(settings());
        backend.products().reduceProducts(true);
    }

    @AfterAll
    final void close() {
        backend.close();
    }

    @TestFactory
    final Stream<DynamicTest> unaryFunctions() {
        return ElementwiseCases.unary(backend);
    }

    @TestFactory
    final Stream<DynamicTest> goldenValues() {
        return SpecialFunctionCases.golden(backend);
    }

    @TestFactory
    final Stream<DynamicTest> extremeArguments() {
        return SpecialFunctionCases.extremes(backend);
    }

    @TestFactory
    final Stream<DynamicTest> binaryFunctions() {
        return ElementwiseCases.binary(backend);
    }

    @TestFactory
    final Stream<DynamicTest> choices() {
        return ElementwiseCases.where(backend);
    }

    @TestFactory
    final Stream<DynamicTest> conversions() {
        return ElementwiseCases.cast(backend);
    }

    @TestFactory
    final Stream<DynamicTest> reductions() {
        return ReductionCases.reductions(backend, rank -> rank <= 3);
    }

    @Tag("full")
    @TestFactory
    final Stream<DynamicTest> reductionsOfManyAxes() {
        return ReductionCases.reductions(backend, rank -> rank > 3);
    }

    @TestFactory
    final Stream<DynamicTest> functionsAlongAxes() {
        return ReductionCases.alongAxes(backend);
    }

    @TestFactory
    final Stream<DynamicTest> extremeReductions() {
        return ReductionCases.extremes(backend);
    }

    @TestFactory
    final Stream<DynamicTest> shapes() {
        return ShapeCases.all(backend);
    }

    @TestFactory
    final Stream<DynamicTest> matrixProducts() {
        return ProductCases.matmul(backend);
    }

    @TestFactory
    final Stream<DynamicTest> convolutions() {
        return ProductCases.convolutions(backend);
    }

    /** Where the settings ask for them; all other operations keep their tolerances then. */
    @TestFactory
    final Stream<DynamicTest> reducedProducts() {
        return ReducedProductCases.all(backend, settings().products());
    }

    @TestFactory
    final Stream<DynamicTest> fusedOperations() {
        return FusedCases.all(backend);
    }

    @TestFactory
    final Stream<DynamicTest> updates() {
        return UpdateCases.all(backend);
    }

    @TestFactory
    final Stream<DynamicTest> storage() {
        return StorageCases.all(backend);
    }

    @TestFactory
    final Stream<DynamicTest> noise() {
        return NoiseCases.all(backend);
    }

    @Test
    final void isFoundByItsName() {
        assertThat(ServiceLoader.load(BackendProvider.class))
                .as("providers in META-INF/services")
                .anySatisfy(found -> assertThat(found).hasSameClassAs(announced()));
        assertThat(backend.name()).isEqualTo(provider().name());
        assertThat(provider().devices()).isNotEmpty();
    }

    @Test
    final void describesItselfForRecords() {
        assertThat(backend.description()).isNotEmpty().isEqualTo(backend.description());
        assertThat(backend.description().keySet())
                .containsExactlyElementsOf(backend.description().keySet());
    }

    @Test
    final void worksOutsideAnyRegion() {
        Buffer ones = backend.arrangement().fill(1, Shape.of(2, 3), DType.FLOAT64);
        Buffer detached;
        try (StorageOperations.Region region = backend.storage().openRegion()) {
            detached = region.detach(backend.elementwise().binary(Binary.ADD, ones, ones));
        }
        Buffer sum = backend.elementwise().binary(Binary.ADD, detached, ones);
        assertThat(StorageCases.sumOfOnes(backend)).isEqualTo(6);
        assertThat(backend.storage().readDoubles(sum)).containsExactly(3, 3, 3, 3, 3, 3);
    }

    @Test
    final void opensManyTimes() {
        for (int i = 0; i < 20; i++) {
            TensorBackend other = provider().open(settings());
            try {
                assertThat(StorageCases.sumOfOnes(other)).isEqualTo(6);
            } finally {
                other.close();
            }
        }
        assertThat(StorageCases.sumOfOnes(backend)).as("after the others were closed").isEqualTo(6);
    }
}
