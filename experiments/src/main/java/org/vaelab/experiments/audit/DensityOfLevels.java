// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import org.vaelab.framework.data.ValueDomain;

/** A density of grey levels, which repeat exactly: it can grow without end, and no bits follow from it. */
final class DensityOfLevels implements ModelCheck {

    @Override
    public String name() {
        return "density-of-grey-levels";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        return model.probability() || model.domain() != ValueDomain.GREY_LEVELS
                ? List.of()
                : List.of(
                        new Doubt(
                                "log p(x) is a density at 256 grey levels, as they are: it grows"
                                        + " without end where pixels repeat exactly, does not"
                                        + " compare with published figures in bits, and the scale"
                                        + " of its likelihood may shrink to nothing",
                                "take a likelihood of the levels, such as discretized-logistic, spread"
                                        + " them over their bins (data.dequantize: uniform), or"
                                        + " binarise (data.binarize)"));
    }
}
