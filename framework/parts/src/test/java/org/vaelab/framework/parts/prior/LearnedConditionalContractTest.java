// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.model.Conditioning;
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
    protected Conditioning condition() {
        return new Conditioning(
                List.of(
                        new Conditioning.Label(new LabelColumn("kind", List.of("a", "b", "c"))),
                        new Conditioning.Values("rest", 2)));
    }
}
