// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

/** {@code conditional} of the posterior's family, and of another one. */
final class ConditionalOfContractTest extends PriorContract {

    ConditionalOfContractTest() {
        super(
                "conditional",
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                "{of: {type: 'toy-logistic', latent: 2}, hidden: [4]}",
                "{of: {type: 'toy-normal', latent: 2}, hidden: [4]}");
    }

    @Override
    protected Conditioning condition() {
        return new Conditioning(
                List.of(new Conditioning.Label(new LabelColumn("kind", List.of("a", "b")))));
    }
}
