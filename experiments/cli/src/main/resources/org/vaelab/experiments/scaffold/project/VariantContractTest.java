package {{package}};

import org.vaelab.testkit.contract.PresetContract;

/** Trains the model, resumes it to the same bytes, and evaluates it. */
final class {{Name}}VariantContractTest extends PresetContract {

    {{Name}}VariantContractTest() {
        super("{{name}}", "{latent: 2}");
    }
}
