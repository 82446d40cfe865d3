// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;

/** More threads than this machine has processors, which wait for one another. */
final class ThreadsBeyondProcessors implements ModelCheck {

    private final int processors;

    ThreadsBeyondProcessors(int processors) {
        this.processors = processors;
    }

    @Override
    public String name() {
        return "threads-beyond-processors";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        int threads = model.run().runtime().threads();
        return threads <= processors
                ? List.of()
                : List.of(
                        new Doubt(
                                "runtime.threads is "
                                        + threads
                                        + ", and this machine has "
                                        + processors
                                        + (processors == 1 ? " processor" : " processors")
                                        + ": the threads wait for one another",
                                "set runtime.threads to "
                                        + processors
                                        + (processors == 1 ? "" : " or less")));
    }
}
