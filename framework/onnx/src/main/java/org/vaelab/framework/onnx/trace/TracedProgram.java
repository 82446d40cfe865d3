// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** A program from named inputs to named outputs, for any number of rows, that becomes a graph. */
@Internal
public interface TracedProgram {

    /** The inputs of a program. */
    interface Inputs {

        int rows();

        /**
         * Returns an input, of arbitrary numbers in (0, 1).
         *
         * @param each the shape of one row
         * @return [rows, each]
         */
        Tensor of(String name, Shape each);
    }

    Map<String, Tensor> outputs(Inputs inputs);
}
