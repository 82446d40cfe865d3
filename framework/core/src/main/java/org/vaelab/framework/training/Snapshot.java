// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** Copies, on the device, of all that training changes, to which it can go back. */
final class Snapshot implements AutoCloseable {

    private final TensorRuntime runtime;
    private final List<Parameter> changing;
    private final List<Tensor> copies = new ArrayList<>();

    /** Copies parameters and state as they are. */
    Snapshot(TensorRuntime runtime, List<Parameter> changing) {
        this.runtime = runtime;
        this.changing = List.copyOf(changing);
        changing.forEach(parameter -> copies.add(runtime.keep(parameter.value(), false)));
    }

    /** Copies them again, as they are now. */
    void take() {
        for (int i = 0; i < copies.size(); i++) {
            runtime.assign(copies.get(i), changing.get(i).value());
        }
    }

    /** Makes them what they were when they were copied last. */
    void goBack() {
        for (int i = 0; i < copies.size(); i++) {
            changing.get(i).assign(copies.get(i));
        }
    }

    /** Frees the copies. */
    @Override
    public void close() {
        copies.forEach(runtime::release);
        copies.clear();
    }
}
