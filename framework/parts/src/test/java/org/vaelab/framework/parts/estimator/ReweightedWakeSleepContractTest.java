// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.contract.EstimatorContract;
import org.vaelab.testkit.contract.HeldDraws;

final class ReweightedWakeSleepContractTest extends EstimatorContract {

    ReweightedWakeSleepContractTest() {
        super("rws", 2, "{samples: 2}", "{samples: 2, sleep: true}");
    }

    @Override
    protected boolean posteriorFollowsTheBound() {
        return false;
    }

    /** The wake update, and E_p[log q] in the sleep phase. */
    @Override
    protected Optional<Tensor> posteriorObjective(String settings, HeldDraws draws) {
        Tensor wake = draws.wake();
        return Optional.of(settings.contains("sleep") ? wake.add(draws.sleep()) : wake);
    }

    @Override
    protected boolean takesKlWeight() {
        return false;
    }

    @Override
    protected boolean takesPointMasses() {
        return false;
    }
}
