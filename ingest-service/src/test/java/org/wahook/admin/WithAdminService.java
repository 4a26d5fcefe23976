package org.wahook.admin;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One service for all tests of a class, with a database and without RabbitMQ. */
abstract class WithAdminService {

    static AdminService admin;

    @BeforeAll
    static void start() {
        admin = AdminService.start(Map.of());
    }

    @AfterAll
    static void stop() {
        admin.close();
    }
}
