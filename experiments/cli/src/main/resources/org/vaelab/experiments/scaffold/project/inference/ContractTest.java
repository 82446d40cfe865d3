package {{package}};

import org.vaelab.testkit.contract.InferenceContract;

/** Checks the posteriors in training and evaluation, for each set of settings. */
final class {{Name}}ContractTest extends InferenceContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{}", "{noise: 0.5}");
    }
}
