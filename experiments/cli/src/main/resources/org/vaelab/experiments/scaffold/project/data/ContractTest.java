package {{package}};

import org.vaelab.testkit.contract.DataSourceContract;

/** Loads the data twice and checks that they are valid, for each set of settings. */
final class {{Name}}ContractTest extends DataSourceContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{size: 32, train: 2000, test: 200}");
    }
}
