// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A numerical library as VaeLab sees it: a part for each kind of operation. An instance serves one
 * thread; regions are nested on it.
 *
 * <p>Axes arrive in [0, rank), ascending; operands have one dtype. A result may share memory with
 * an operand. The contract test is {@code TensorBackendContract} in the testkit.
 */
public interface TensorBackend {

    /** Returns the name by which {@code runtime.backend} chooses it, such as {@code nd4j}. */
    String name();

    /**
     * Returns what a reader of a record would want to know of the backend, in a fixed order:
     * version, device, BLAS library and kernels, threads, instruction set.
     */
    Map<String, String> description();

    /**
     * Returns whether operations are queued, so that to read an element is to wait for all that was
     * asked for before. Training reads less often then.
     */
    default boolean isAsynchronous() {
        return false;
    }

    /** Returns what draws in the backend's own memory; empty if Java draws, and copies. */
    default Optional<NoiseOperations> noise() {
        return Optional.empty();
    }

    /** Returns what captures programs; empty if each operation must be asked for. */
    default Optional<ProgramCapture> capture() {
        return Optional.empty();
    }

    /**
     * Returns the bytes of memory that are free for buffers, where the backend has memory of its
     * own and can tell; empty for memory of the processor.
     */
    default OptionalLong freeBytes() {
        return OptionalLong.empty();
    }

    /** The parts, one for each kind of operation. */
    record Parts(
            StorageOperations storage,
            ElementwiseOperations elementwise,
            ReductionOperations reductions,
            ArrangementOperations arrangement,
            ProductOperations products) {}

    Parts parts();

    default StorageOperations storage() {
        return parts().storage();
    }

    default ElementwiseOperations elementwise() {
        return parts().elementwise();
    }

    default ReductionOperations reductions() {
        return parts().reductions();
    }

    default ArrangementOperations arrangement() {
        return parts().arrangement();
    }

    default ProductOperations products() {
        return parts().products();
    }

    /** Returns the fused operations; by default composed as they are defined. */
    default FusedOperations fused() {
        return () -> this;
    }

    /** Returns the steps of optimisers; by default composed as they are defined. */
    default UpdateOperations updates() {
        return () -> this;
    }

    void close();
}
