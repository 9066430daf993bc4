#ifndef CMARIADB_H
#define CMARIADB_H

#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>

#endif
