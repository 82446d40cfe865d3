// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.model.Condition;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

final class LearnedConditionalContractTest extends PriorContract {

    LearnedConditionalContractTest() {
        super(
                "conditional",
                List.of(
                        ConfiguredPart.of("toy-normal", "{latent: 2}"),
                        ConfiguredPart.of("toy-sphere", "{latent: 1}")),
                "{hidden: [4]}");
    }

    @Override
    protected Condition condition() {
        return new Condition(
                List.of(
                        new Condition.Label(new LabelColumn("kind", List.of("a", "b", "c"))),
                        new Condition.Values("rest", 2)));
    }
}
