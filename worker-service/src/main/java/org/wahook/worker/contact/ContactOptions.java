package org.wahook.worker.contact;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wahook.shared.contact.ContactSelection;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Who is meant; both commands have these. */
final class ContactOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(
            names = "--contact",
            required = true,
            paramLabel = "NUMBER|ID",
            description = "the phone number in any form, or the user id")
    private String contact = "";

    @Option(names = "--chatbot", paramLabel = "ID", description = "only with this client; without it with all")
    private @Nullable String chatbot;

    ContactSelection selection() {
        try {
            return ContactSelection.of(contact, Optional.ofNullable(chatbot));
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw new IllegalStateException("the command was not run by picocli", e);
            }
            throw new CommandLine.ParameterException(spec.commandLine(), "--contact: " + e.getMessage(), e);
        }
    }
}
