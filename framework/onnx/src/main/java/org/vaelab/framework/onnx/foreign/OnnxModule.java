// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.VaeLabModule;

/** Binds the architectures {@code onnx} and {@code onnx-model}. */
@Internal
public final class OnnxModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(OnnxModel.class);
        part(OnnxArchitecture.class);
    }
}
