// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.spi.StorageOperations;

/**
 * A stretch of computation whose tensors die together.
 *
 * <pre>{@code
 * Tensor mean;
 * try (TensorScope scope = runtime.scope()) {
 *     mean = scope.detach(x.square().mean());   // lives on in the enclosing scope
 * }
 * }</pre>
 *
 * <p>Scopes nest, and close in reverse order. What was not detached cannot be used afterwards.
 */
public final class TensorScope implements AutoCloseable {

    private final TensorRuntime runtime;
    private final @Nullable TensorScope enclosing;
    private final StorageOperations.@Nullable Region region;
    private boolean closed;

    TensorScope(
            TensorRuntime runtime,
            @Nullable TensorScope enclosing,
            StorageOperations.@Nullable Region region) {
        this.runtime = runtime;
        this.enclosing = enclosing;
        this.region = region;
    }

    /**
     * Copies a tensor into the enclosing scope, without its gradient. A tensor that lives longer
     * than this scope is returned as it is.
     *
     * @throws IllegalStateException if the runtime is strict and no scope encloses this one
     */
    public Tensor detach(Tensor tensor) {
        if (region == null || enclosing == null || tensor.scope() != this) {
            return tensor.stopGradient();
        }
        return runtime.wrap(region.detach(tensor.buffer()), enclosing);
    }

    void end() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable TensorScope enclosing() {
        return enclosing;
    }

    /**
     * Frees the tensors of this scope.
     *
     * @throws IllegalStateException if a scope opened later is still open
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        runtime.leave(this);
        closed = true;
        if (region != null) {
            region.close();
        }
    }
}
