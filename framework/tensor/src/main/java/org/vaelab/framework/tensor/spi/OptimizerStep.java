// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/** The numbers of one step of an optimiser, and the formula by which it changes parameters. */
public sealed interface OptimizerStep permits AdamStep, MomentumStep, RmsPropStep {

    /** Returns the number of arrays of state that each parameter has. */
    int slots();

    /**
     * Overwrites a parameter and its state. The formula is the definition; a backend may fuse it.
     */
    void apply(TensorBackend backend, Update<Buffer> update);
}
