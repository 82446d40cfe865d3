// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.internal.foreign;

import org.vaelab.framework.onnx.foreign.OnnxArchitecture;
import org.vaelab.framework.onnx.foreign.OnnxVariant;
import org.vaelab.framework.plugin.VaeLabModule;

/** Binds the variant and the architecture {@code onnx}. */
public final class OnnxModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(OnnxVariant.class);
        part(OnnxArchitecture.class);
    }
}
