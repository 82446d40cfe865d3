// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Tensors that are released together: those of the pool return to it, others are freed. */
final class Lifetime {

    private final List<NativeTensor> owned = new ArrayList<>();
    private final List<Tensor> adopted = new ArrayList<>();

    void own(NativeTensor tensor) {
        owned.add(tensor);
    }

    /** Gives the tensor back that was owned last, before the others. */
    void endLast(TensorPool pool) {
        pool.give(owned.remove(owned.size() - 1));
    }

    /** Takes a tensor that no pool knows, to free it in the end. */
    void adopt(Tensor tensor) {
        adopted.add(tensor);
    }

    /** Ends the life of everything; the region is empty afterwards and may be used again. */
    void end(TensorPool pool) {
        for (int i = 0; i < adopted.size(); i++) {
            NativeTensor.close(adopted.get(i));
        }
        adopted.clear();
        // In reverse, so that the next region finds each tensor where this one found it.
        for (int i = owned.size() - 1; i >= 0; i--) {
            pool.give(owned.get(i));
        }
        owned.clear();
        pool.trim();
    }
}
