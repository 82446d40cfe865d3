package {{package}};

import org.vaelab.testkit.contract.LikelihoodContract;

/** Checks density, mean, draws and gradients, for each set of settings. */
final class {{Name}}ContractTest extends LikelihoodContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{}", "{start: 2, least: 0.1}");
    }
}
