// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.notebook;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.vaelab.framework.Internal;

/**
 * Shows values of VaeLab in the cells of a JJava notebook. The kernel finds this class when {@code
 * %maven} or its class path adds VaeLab, and nothing else loads it.
 */
@Internal
public final class JJavaExtension implements Extension {

    @Override
    public void install(BaseKernel kernel) {
        Html.TYPES.forEach(type -> register(kernel.getRenderer(), type));
    }

    static <T> void register(Renderer renderer, Class<T> type) {
        renderer.createRegistration(type)
                .preferring(MIMEType.TEXT_HTML)
                .register(
                        (value, context) -> {
                            context.getOutputContainer().putText(type.getSimpleName());
                            context.renderIfRequested(MIMEType.TEXT_HTML, () -> Html.of(value));
                        });
    }
}
