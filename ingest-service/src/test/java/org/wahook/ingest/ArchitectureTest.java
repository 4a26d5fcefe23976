package org.wahook.ingest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.ingest.signature.SignatureVerifier;
import org.wahook.ingest.signature.VerifiedWebhook;
import org.wahook.platform.config.Environment;

class ArchitectureTest {

    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.wahook");
    }

    @Test
    void only_the_environment_reads_environment_variables() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Environment.class)
                .and()
                .resideOutsideOfPackage("org.wahook.testbed..")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(ours);
    }

    @Test
    void only_routes_and_listeners_know_javalin() {
        noClasses()
                .that()
                .resideInAnyPackage("org.wahook.ingest.signature..", "org.wahook.shared..", "org.wahook.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "jakarta.servlet..")
                .check(ours);
        noClasses()
                .that()
                .resideInAnyPackage("org.wahook.ingest.webhook..")
                .and()
                .haveSimpleNameNotEndingWith("Routes")
                .and()
                .doNotHaveSimpleName("Handshake")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.javalin..")
                .check(ours);
    }

    @Test
    void only_the_http_room_knows_jetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.wahook.http..")
                .and()
                .resideInAnyPackage("org.wahook.ingest..", "org.wahook.admin..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(ours);
    }

    @Test
    void the_rooms_do_not_know_their_neighbours() {
        noClasses()
                .that()
                .resideInAPackage("org.wahook.ingest.webhook..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.wahook.admin..", "org.wahook.http.management..")
                .check(ours);
        noClasses()
                .that()
                .resideInAnyPackage("org.wahook.ingest.webhook..", "org.wahook.ingest.signature..", "org.wahook.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.wahook.admin..")
                .because("the process that strangers reach must run without admin API and console")
                .check(ours);
        noClasses()
                .that()
                .resideInAnyPackage("org.wahook.ingest.signature..", "org.wahook.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.wahook.ingest.webhook..", "org.wahook.admin..")
                .check(ours);
        onlyItself("org.wahook.admin.handshake..").check(ours);
        onlyItself("org.wahook.admin.graph..").check(ours);
    }

    @Test
    void only_the_graph_room_and_the_test_of_the_handshake_know_the_http_client() {
        noClasses()
                .that()
                .resideInAnyPackage("org.wahook.ingest..", "org.wahook.admin..", "org.wahook.http..")
                .and()
                .resideOutsideOfPackages(
                        "org.wahook.admin.graph..", "org.wahook.admin.handshake..", "org.wahook.admin.bot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio..")
                .check(ours);
    }

    @Test
    void only_stores_and_the_changes_of_conversations_run_sql() {
        noClasses()
                .that()
                .resideInAPackage("org.wahook.admin..")
                .and()
                .haveSimpleNameNotEndingWith("Store")
                .and()
                .doNotHaveSimpleName("SeenConversation")
                .and()
                .doNotHaveSimpleName("BotPauses")
                .and()
                .doNotHaveSimpleName("PersonsMessages")
                .and()
                .haveSimpleNameNotStartingWith("Admin")
                .and()
                .doNotHaveSimpleName("Neighbours")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jdbi..")
                .check(ours);
    }

    @Test
    void the_rooms_of_the_admin_api_and_of_meta_are_free_of_cycles() {
        slices().matching("org.wahook.admin.(*)..").should().beFreeOfCycles().check(ours);
    }

    @Test
    void the_console_calls_operations_and_only_its_routes_know_javalin() {
        noClasses()
                .that()
                .resideInAPackage("org.wahook.admin.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "com.rabbitmq..", "org.wahook.ingest.webhook..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Store")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Endpoints")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("org\\.wahook\\.admin\\.rest\\.(Answer|Endpoint)")
                .because("it calls the operations that the admin API's routes call, and reads no JSON of theirs")
                .check(ours);
        noClasses()
                .that()
                .resideInAPackage("org.wahook.admin.console..")
                .and()
                .doNotHaveSimpleName("ConsoleRoutes")
                .and()
                .doNotHaveSimpleName("FormReader")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "jakarta.servlet..")
                .check(ours);
        noClasses()
                .that()
                .resideInAPackage("org.wahook.admin..")
                .and()
                .resideOutsideOfPackage("org.wahook.admin.console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.wahook.admin.console..")
                .check(ours);
    }

    @Test
    void only_the_verifier_makes_a_verified_webhook() {
        constructors()
                .that()
                .areDeclaredIn(VerifiedWebhook.class)
                .should()
                .bePackagePrivate()
                .check(ours);
        noClasses()
                .that()
                .doNotBelongToAnyOf(SignatureVerifier.class)
                .should()
                .callConstructor(VerifiedWebhook.class, byte[].class)
                .check(ours);
    }

    /** A package of the admin API that depends on no other one, nor on the webhook, nor on the database. */
    private static ArchRule onlyItself(String name) {
        return noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.wahook.admin..", "org.wahook.ingest.webhook..", "org.jdbi..")
                                .and(resideOutsideOfPackage(name)));
    }
}
