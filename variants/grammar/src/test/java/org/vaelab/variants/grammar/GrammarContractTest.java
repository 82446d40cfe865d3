// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.grammar;

import org.vaelab.testkit.contract.DataSourceContract;

final class GrammarContractTest extends DataSourceContract {

    GrammarContractTest() {
        super(
                "grammar",
                "{train: 2000, test: 5000, topics: 6, modifiers: 6}",
                "{train: 5, test: 5, subjects: 2, topics: 6, choices: 1, modifiers: 0, seed: 3}",
                "{train: 20, test: 10, task: 'questions', spurious: 0.2}",
                "{train: 20, test: 10, task: 'documents', topics: 2}");
    }
}
