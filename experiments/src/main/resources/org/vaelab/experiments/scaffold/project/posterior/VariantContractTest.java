package {{package}};

import org.vaelab.testkit.contract.VariantContract;

/** Trains the model, resumes it to the same bytes, and evaluates it. */
final class {{Name}}VariantContractTest extends VariantContract {

    {{Name}}VariantContractTest() {
        super("{{name}}", "{latent: 2}");
    }
}
