// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.autodiff.Gradients;

/** Changes learned parameters along their gradients. */
public interface Optimizer {

    /**
     * Takes one step. A parameter on which the loss does not depend stays as it is.
     *
     * @param learned learned parameters; each is in one call of a step at most
     * @param gradients of the loss
     */
    void step(List<Parameter> learned, Gradients gradients, OptimizerStep step);

    /**
     * Returns its memory, for checkpoints: one or more arrays per learned parameter, created as
     * zeros at the first call.
     */
    List<Parameter> state(List<Parameter> learned);
}
